// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckRouge
import TapedeckScores

/// The minimum of a score.
struct ScoreFloor {
    /// The figure by the name that ``RougeReport/figures`` gives it.
    let figure: String
    /// The name for people.
    let name: String
    let least: Double
    /// The option that sets it.
    let option: String

    /// Reads the value of `--min`, such as `rouge1=0.60`, or `rougeL.recall=0.3`.
    init(minimum text: String) throws(RougeFailure) {
        func failure(_ reason: String) -> RougeFailure {
            .usage("--min \(text): \(reason). Write a metric and a share, such as rouge1=0.60 or rougeL.recall=0.3.")
        }
        let sides = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard sides.count == 2, let least = Double(sides[1]), least.isFinite else { throw failure("it has no number") }
        guard least <= 1 else { throw failure("a score is between 0 and 1; divide percentages by 100") }
        let words = sides[0].split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        let part = words.count == 2 ? words[1] : "fmeasure"
        guard words.count <= 2, (try? RougeMetric(words[0])) != nil, ["precision", "recall", "fmeasure"].contains(part)
        else {
            throw failure("'\(sides[0])' is no figure")
        }
        self.init(figure: "\(words[0]).mean.\(part)", name: String(sides[0]), least: least, option: "--min")
    }

    private init(figure: String, name: String, least: Double, option: String) {
        self.figure = figure
        self.name = name
        self.least = least
        self.option = option
    }

    /// The F of earlier results, each as the least that is accepted.
    /// - Parameters:
    ///   - expectation: The earlier results.
    ///   - tolerance: By how much a figure may be worse.
    /// - Returns: A floor for each metric.
    /// - Throws: `RougeFailure` when the file holds no results.
    static func floors(_ expectation: ExpectedScores, tolerance: Double) throws(RougeFailure) -> [ScoreFloor] {
        let option = "--no-worse-than \(expectation.path)"
        guard case .results(let figures, _) = expectation.content else {
            throw .badInput(
                "\(expectation.path) holds scores of pairs. Give results, as --json or 'evaluate' writes them."
            )
        }
        return figures.compactMap { figure in
            guard figure.name.hasSuffix(".mean.fmeasure"), let value = Double(figure.value) else { return nil }
            let name = String(figure.name.dropLast(".mean.fmeasure".count))
            return ScoreFloor(figure: figure.name, name: name, least: value - tolerance, option: option)
        }
    }

    /// The outcome of the check, in a line.
    func verdict(_ figures: [String: String]) -> ExpectedScores.Verdict {
        guard let text = figures[figure], let value = Double(text) else {
            return .init(isSame: false, description: "\(option): \(name) was not computed\n")
        }
        let isReached = value >= least
        // Two decimals must not make a figure look like the floor that it misses.
        let isFine = !isReached && least - value < 0.000_05
        func percent(_ value: Double) -> String {
            isFine ? "\(value * 100)" : (max(value, 0) * 100).fixed(2)
        }
        return .init(
            isSame: isReached,
            description: "\(option): \(name) is \(percent(value)) percent, "
                + "\(isReached ? "no less than" : "less than") \(percent(least))\n"
        )
    }
}

extension ExpectedScores {
    /// Says whether figures are no worse than these; those of another number of pairs, or of other words, cannot be told.
    func floorVerdicts(_ figures: [String: String], tolerance: Double) throws(RougeFailure) -> [Verdict] {
        var verdicts = try ScoreFloor.floors(self, tolerance: tolerance).map { $0.verdict(figures) }
        guard case .results(let expected, _) = content else { return verdicts }
        for figure in expected where ["count", "stemmer"].contains(figure.name) {
            guard let got = figures[figure.name], got != figure.value else { continue }
            verdicts.append(
                Verdict(
                    isSame: false,
                    description: "--no-worse-than \(path): \(figure.name) is \(got), but \(figure.value) there, so the "
                        + "figures cannot be compared\n"
                )
            )
        }
        return verdicts
    }
}
