// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TapedeckRouge
import TapedeckScores

/// Minimum scores.
struct FloorOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The least that a mean must be, such as rouge1=0.60 for F or rougeL.recall=0.3; may be repeated.",
            valueName: "figure=share"
        )
    )
    var min: [String] = []

    @Option(
        help: ArgumentHelp(
            "Earlier results whose F must be reached, less --tolerance; better figures pass; may be repeated.",
            valueName: "file"
        )
    )
    var noWorseThan: [String] = []

    var isEmpty: Bool { min.isEmpty && noWorseThan.isEmpty }

    func validate() throws {
        for text in min {
            do {
                _ = try ScoreFloor(minimum: text)
            } catch {
                throw ValidationError(error.description)
            }
        }
    }

    /// Reads the files, before anything is scored.
    func expectations() throws(RougeFailure) -> [ExpectedScores] {
        var expectations: [ExpectedScores] = []
        for path in noWorseThan {
            let expectation = try ExpectedScores(path: path, bootstrap: nil)
            _ = try ScoreFloor.floors(expectation, tolerance: 0)
            expectations.append(expectation)
        }
        return expectations
    }

    /// Says which floors are reached.
    /// - Returns: Whether all are.
    func judge(
        _ figures: [(name: String, value: String)],
        _ expectations: [ExpectedScores],
        tolerance: Double
    ) throws(RougeFailure) -> Bool {
        let figures = Dictionary(figures.map { ($0.name, $0.value) }) { first, _ in first }
        var verdicts: [ExpectedScores.Verdict] = []
        for text in min { verdicts.append(try ScoreFloor(minimum: text).verdict(figures)) }
        for expectation in expectations {
            verdicts += try expectation.floorVerdicts(figures, tolerance: tolerance)
        }
        for verdict in verdicts { Terminal.write(verdict.description) }
        return verdicts.allSatisfy(\.isSame)
    }
}
