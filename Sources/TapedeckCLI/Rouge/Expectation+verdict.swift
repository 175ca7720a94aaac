// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckRouge

extension Expectation {
    /// What came of a comparison, in words.
    struct Verdict: CustomStringConvertible {
        let isSame: Bool
        let description: String
    }

    /// Rows of a table at most; more are counted only.
    private static let shown = 20
    /// Samples named at most.
    private static let named = 10

    /// Compares a run with what was expected.
    ///
    /// Scores may differ by up to the tolerance; 0 asks for every bit.
    func verdict(_ report: RougeReport, _ tally: RougeTally, tolerance: Double) -> Verdict {
        switch content {
        case .results(let expected):
            let got = Dictionary(report.figures.map { ($0.name, $0.value) }) { first, _ in first }
            let moved = expected.compactMap { Move($0.name, $0.value, got[$0.name], tolerance) }
            return describe(moved, of: expected.count, "figures", tolerance) { Self.table($0) }
        case .rows(let expected):
            return rowsVerdict(expected, tally, tolerance)
        }
    }

    /// A figure that differs by more than is accepted.
    fileprivate struct Move {
        let name: String
        let expected: String
        let got: String?
        /// Got less expected; nil when one is missing or not a number.
        let difference: Double?

        init?(_ name: String, _ expected: String, _ got: String?, _ tolerance: Double) {
            self.name = name
            self.expected = expected
            self.got = got
            guard let got, let one = Double(expected), let other = Double(got) else {
                if got == expected { return nil }
                difference = nil
                return
            }
            difference = other - one
            let isScore = name.hasPrefix("rouge")
            guard isScore ? abs(other - one) > tolerance : one != other else { return nil }
        }

        /// How far it moved; a figure that is missing altogether counts most.
        var size: Double { difference.map(abs) ?? .infinity }

        var row: [String] {
            [name, expected, got ?? "not computed", difference.map { ($0 > 0 ? "+" : "") + "\($0)" } ?? ""]
        }
    }

    private func describe(
        _ moved: [Move],
        of count: Int,
        _ what: String,
        _ tolerance: Double,
        _ table: ([Move]) -> String
    ) -> Verdict {
        let bound = tolerance > 0 ? " within \(tolerance)" : " in every bit"
        guard !moved.isEmpty else {
            return Verdict(isSame: true, description: "\(path): \(count) \(what) agree\(bound)\n")
        }
        return Verdict(
            isSame: false,
            description: "\(path): \(moved.count) of \(count) \(what) do not agree\(bound)\n" + table(moved)
        )
    }

    private static func table(_ moved: [Move]) -> String {
        let rows = [["figure", "expected", "got", "difference"]] + moved.prefix(shown).map(\.row)
        let rest = moved.count > shown ? "and \(moved.count - shown) more\n" : ""
        return TextTable(rows: rows).description + rest
    }

    // MARK: - Pair by pair

    private func rowsVerdict(_ expected: [Row], _ tally: RougeTally, _ tolerance: Double) -> Verdict {
        var places: [Int: Int] = [:]
        for (place, index) in (tally.rows?.indexes ?? []).enumerated() { places[index] = place }
        var moved: [(index: Int, worst: Move)] = []
        for row in expected {
            let scores = places.removeValue(forKey: row.index).flatMap { tally.rows?.table[$0] }
            let moves = row.figures.compactMap { figure in
                Move(figure.name, figure.value, scores.flatMap { Self.value(figure.name, $0) }, tolerance)
            }
            if let worst = moves.max(by: { $0.size < $1.size }) { moved.append((row.index, worst)) }
        }
        // What is left was not expected.
        for index in places.keys { moved.append((index, Move(index))) }
        let count = expected.count + places.count
        let samples = moved.sorted { ($1.worst.size, $0.index) < ($0.worst.size, $1.index) }
        return describe(samples.map(\.worst), of: count, "pairs", tolerance) { _ in
            let title = ["sample", "figure", "expected", "got", "difference"]
            let rows = samples.prefix(Self.named).map { ["\($0.index)"] + $0.worst.row }
            let rest = samples.count > Self.named ? "and \(samples.count - Self.named) more that moved less\n" : ""
            return TextTable(rows: [title] + rows, names: 2).description + rest
        }
    }

    private static func value(_ name: String, _ scores: RougeScores) -> String? {
        let parts = name.split(separator: ".")
        guard parts.count == 2, let entry = scores.first(where: { $0.metric.name == parts[0] }) else { return nil }
        switch parts[1] {
        case "precision": return "\(entry.score.precision)"
        case "recall": return "\(entry.score.recall)"
        default: return "\(entry.score.fmeasure)"
        }
    }
}

extension Expectation.Move {
    /// A pair that was not expected at all.
    fileprivate init(_ index: Int) {
        name = "pair"
        expected = "not expected"
        got = "scored"
        difference = nil
    }
}
