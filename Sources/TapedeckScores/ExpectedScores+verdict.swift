// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
package import TapedeckRouge

extension ExpectedScores {
    /// The outcome of a comparison, in words.
    package struct Verdict: CustomStringConvertible, Sendable {
        /// Whether everything is as expected.
        package let isSame: Bool
        /// One or several lines, each with its line end.
        package let description: String

        /// Creates a verdict.
        package init(isSame: Bool, description: String) {
            self.isSame = isSame
            self.description = description
        }
    }

    /// Rows of a table at most; more are counted only.
    private static let shown = 20
    /// Samples named at most.
    private static let named = 10

    /// Compares figures with what was expected.
    ///
    /// Scores may differ by up to the tolerance; 0 asks for every bit.
    /// - Parameters:
    ///   - figures: The means, and what they are means of.
    ///   - rows: The scores of each pair, if ``needsRows``.
    ///   - tolerance: The largest difference that is accepted.
    ///   - comparesSamples: Whether the samples of results count even when the results are the same.
    /// - Returns: The verdict; for results that changed, with the samples that moved most.
    package func verdict(
        figures: [Figure],
        rows: [Row],
        tolerance: Double,
        comparesSamples: Bool = false
    ) -> Verdict {
        switch content {
        case .results(let expected, let samples):
            let verdict = resultsVerdict(expected, figures, tolerance)
            guard !verdict.isSame || comparesSamples, !samples.isEmpty else { return verdict }
            return verdict.naming(rowsVerdict(samples, rows, tolerance))
        case .rows(let expected):
            return rowsVerdict(expected, rows, tolerance)
        }
    }

    /// Compares the results of an evaluation with what was expected.
    ///
    /// Both have means of F, and samples by their ids.
    package func verdict(of got: ExpectedScores, tolerance: Double) -> Verdict {
        guard case .results(let expected, let samples) = content, case .results(let figures, let rows) = got.content
        else { return Verdict(isSame: false, description: "\(path): holds no results of an evaluation\n") }
        // Precision and recall, of which an evaluation keeps no mean, are not there to compare.
        let comparable = expected.filter { !$0.name.hasSuffix(".precision") && !$0.name.hasSuffix(".recall") }
        let verdict = resultsVerdict(comparable, figures, tolerance)
        guard !verdict.isSame, !samples.isEmpty else { return verdict }
        return verdict.naming(rowsVerdict(samples, rows, tolerance))
    }

    /// Rows at the places of those that were expected under their ids, so that one that is missing does not move all
    /// others; by their lines where either side has no ids.
    private static func placed(_ rows: [Row], like expected: [Row]) -> [Row] {
        guard expected.allSatisfy({ $0.id != nil }), rows.allSatisfy({ $0.id != nil }) else { return rows }
        let places = Dictionary(expected.map { ($0.label, $0.index) }) { first, _ in first }
        var next = 1 + (expected.map(\.index).max() ?? 0)
        return rows.map { row in
            defer { if places[row.label] == nil { next += 1 } }
            return Row(index: places[row.label] ?? next, id: row.id, figures: row.figures)
        }
    }

    private func resultsVerdict(
        _ expected: [Figure],
        _ got: [Figure],
        _ tolerance: Double
    ) -> Verdict {
        let got = Dictionary(got.map { ($0.name, $0.value) }) { first, _ in first }
        let moved = expected.compactMap { Move($0.name, $0.value, got[$0.name], tolerance) }
        return describe(moved, of: expected.count, "figures", tolerance) { Self.table($0) }
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

        /// The cells of a table: scores in percent, as everywhere that people read them.
        var row: [String] {
            let isScore = name.hasPrefix("rouge")
            // What two decimals would not show is shown to the last bit.
            let isFine = difference.map { isScore && abs($0) < 0.000_05 } ?? false
            func text(_ value: Double) -> String { isFine ? "\(value * 100)" : (value * 100).fixed(2) }
            func cell(_ spelling: String) -> String { isScore ? Double(spelling).map(text) ?? spelling : spelling }
            let distance = difference.map { difference in
                guard isScore else { return (difference > 0 ? "+" : "") + "\(difference)" }
                return (difference < 0 ? "-" : "+") + text(abs(difference))
            }
            return [name, cell(expected), got.map(cell) ?? "not computed", distance ?? ""]
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
        let rows = [["figure, scores in percent", "expected", "got", "difference"]] + moved.prefix(shown).map(\.row)
        let rest = moved.count > shown ? "and \(moved.count - shown) more\n" : ""
        return TextTable(rows: rows).description + rest
    }

    // MARK: - Pair by pair

    private func rowsVerdict(_ expected: [Row], _ got: [Row], _ tolerance: Double) -> Verdict {
        var left: [Int: Row] = [:]
        for row in Self.placed(got, like: expected) { left[row.index] = row }
        var moved: [(label: String, index: Int, worst: Move)] = []
        for row in expected {
            let figures = left.removeValue(forKey: row.index).map { row in
                Dictionary(row.figures.map { ($0.name, $0.value) }) { first, _ in first }
            }
            let moves = row.figures.compactMap { Move($0.name, $0.value, figures?[$0.name], tolerance) }
            if let worst = moves.max(by: { $0.size < $1.size }) { moved.append((row.label, row.index, worst)) }
        }
        // What is left was not expected.
        for row in left.values { moved.append((row.label, row.index, Move.unexpected)) }
        let count = expected.count + left.count
        let samples = moved.sorted { ($1.worst.size, $0.index) < ($0.worst.size, $1.index) }
        return describe(samples.map(\.worst), of: count, "pairs", tolerance) { _ in
            let title = ["sample", "figure, scores in percent", "expected", "got", "difference"]
            let rows = samples.prefix(Self.named).map { [$0.label] + $0.worst.row }
            let rest = samples.count > Self.named ? "and \(samples.count - Self.named) more that moved less\n" : ""
            return TextTable(rows: [title] + rows, names: 2).description + rest
        }
    }
}

extension ExpectedScores.Row {
    /// The scores of a pair, by the names that a file gives them.
    package init(index: Int, id: String?, scores: RougeScores) {
        let figures = scores.flatMap { entry in
            [("precision", entry.score.precision), ("recall", entry.score.recall), ("fmeasure", entry.score.f1)]
                .map { ExpectedScores.Figure(name: "\(entry.metric.name).\($0.0)", value: "\($0.1)") }
        }
        self.init(index: index, id: id, figures: figures)
    }
}

extension ExpectedScores.Verdict {
    /// The verdict on figures, followed by the samples that moved.
    fileprivate func naming(_ samples: Self) -> Self {
        Self(
            isSame: isSame && samples.isSame,
            description: samples.isSame ? description : description + samples.description
        )
    }
}

extension ExpectedScores.Move {
    /// A pair that was not expected at all.
    fileprivate static let unexpected = Self(name: "pair", expected: "not expected", got: "scored", difference: nil)

    private init(name: String, expected: String, got: String?, difference: Double?) {
        self.name = name
        self.expected = expected
        self.got = got
        self.difference = difference
    }
}
