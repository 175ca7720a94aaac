// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckRouge
import TapedeckScores

extension ExpectedScores {
    /// Reads a file given with `--expect` or `--no-worse-than`.
    init(path: String, bootstrap: Bootstrap?) throws(RougeFailure) {
        var bytes: [UInt8] = []
        let file = try InputFile(path: path)
        while try file.read(1 << 16, into: &bytes) {}
        do {
            try self.init(path: path, bytes: bytes)
            try check(hasIntervals: bootstrap != nil)
        } catch {
            switch error {
            case .badInput(let message): throw .badInput(message)
            case .usage(let message): throw .usage(message)
            }
        }
    }

    /// Compares a run with what was expected.
    func verdict(_ report: RougeReport, _ tally: RougeTally, tolerance: Double) -> Verdict {
        let figures = report.figures.map { Figure(name: $0.name, value: $0.value) }
        return verdict(figures: figures, rows: Self.rows(tally), tolerance: tolerance)
    }

    /// The rows that were scored.
    private static func rows(_ tally: RougeTally) -> [Row] {
        guard let rows = tally.rows else { return [] }
        return zip(zip(rows.indexes, rows.ids), rows.table).map { place, scores in
            Row(index: place.0, id: place.1.flatMap(label), scores: scores)
        }
    }

    /// The text of an identifier, from its JSON.
    private static func label(_ id: [UInt8]) -> String? {
        (try? JSONValue(parsing: id, leniently: true)).flatMap(label)
    }
}
