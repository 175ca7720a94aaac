// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

package import TapedeckCore
import TapedeckRouge

/// The expected scores in a file, as `tapedeck rouge --expect` reads them.
package struct ExpectedScores: Sendable {
    /// A figure by its name, such as `rouge1.mean.fmeasure`.
    package struct Figure: Sendable, Hashable {
        /// The name.
        package let name: String
        /// The value, spelled so that it reads back to the same bits.
        package let value: String

        /// Creates a figure.
        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// The scores of one pair: the number of its line from 0, and figures by metric and name.
    package struct Row: Sendable, Hashable {
        /// The number of the line.
        package let index: Int
        /// The identifier of the sample, if the file has one.
        package var id: String?
        /// The scores, such as `rouge1.recall`.
        package let figures: [Figure]

        /// The label of the row in a table.
        var label: String { id ?? "\(index)" }

        /// Creates a row.
        package init(index: Int, id: String? = nil, figures: [Figure]) {
            self.index = index
            self.id = id
            self.figures = figures
        }
    }

    /// The form of the file.
    package enum Content: Sendable {
        /// Figures, and the scores of single samples when the file has them, as that of an evaluation does.
        case results([Figure], samples: [Row])
        /// The scores of each pair.
        case rows([Row])
    }

    /// The path of the file, as messages name it.
    package let path: String
    /// The figures.
    package let content: Content

    /// Whether the scores of single pairs are compared.
    package var needsRows: Bool {
        switch content {
        case .rows: true
        case .results(_, let samples): !samples.isEmpty
        }
    }

    /// Reads the content of a file; which of the forms it has shows in its first value.
    /// - Parameters:
    ///   - path: The path of the file, for messages.
    ///   - bytes: The content.
    /// - Throws: ``ExpectedScoresError`` when it is not JSON.
    package init(path: String, bytes: [UInt8]) throws(ExpectedScoresError) {
        self.path = path
        do {
            content = try Self.content(bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes)
        } catch {
            throw .badInput("\(path): not JSON at byte \(error.column): \(error.remark).")
        }
    }

    private static func content(_ bytes: [UInt8]) throws(JSONError) -> Content {
        do throws(JSONError) {
            var parser = JSONParser(bytes: bytes[...], isLenient: true, replacesHalves: true)
            guard parser.peek() != nil else { return .results([], samples: []) }
            let first = try parser.value()
            if first["metrics"] == nil, let index = first["index"]?.double {
                var rows = [row(first, index)]
                while parser.peek() != nil {
                    let value = try parser.value()
                    rows.append(row(value, value["index"]?.double ?? Double(rows.count)))
                }
                return .rows(rows)
            }
            try parser.finish()
            return .results(results(first), samples: samples(first))
        } catch {
            throw error.namingLiterals(in: bytes[...])
        }
    }

    // MARK: - Results

    private static func results(_ tree: JSONValue) -> [Figure] {
        var figures: [Figure] = []
        for (key, name) in [("count", "count"), ("num_samples", "count")] {
            if let count = tree[key]?.double { figures.append(Figure(name: name, value: plain(count))) }
        }
        let stemmer = tree["stemmer"] ?? tree["settings"]?["stemmer"]
        if case .bool(let stemmer)? = stemmer { figures.append(Figure(name: "stemmer", value: "\(stemmer)")) }
        if let bootstrap = tree["bootstrap"] {
            for name in ["confidence", "resamples", "seed"] {
                guard let value = bootstrap[name]?.double else { continue }
                let text = name == "confidence" ? "\(value)" : plain(value)
                figures.append(Figure(name: "bootstrap.\(name)", value: text))
            }
        }
        guard case .object(let members) = tree["metrics"] ?? tree else { return figures }
        for member in members where (try? RougeMetric(member.name)) != nil {
            figures += metric(member.name, member.value)
        }
        return figures
    }

    /// The scores of each sample under `samples`: its F, as `tapedeck evaluate` writes it, or its score.
    private static func samples(_ tree: JSONValue) -> [Row] {
        guard case .array(let samples)? = tree["samples"] else { return [] }
        return samples.enumerated().compactMap { index, sample in
            guard case .object(let members) = sample else { return nil }
            let figures = members.flatMap { member in
                member.value.double.map { [Figure(name: "\(member.name).fmeasure", value: "\($0)")] }
                    ?? scores(member.name, member.value)
            }
            let id: String? = if case .string(let id)? = sample["id"] { id } else { nil }
            return Row(index: index, id: id, figures: figures.filter { $0.name.hasPrefix("rouge") })
        }
    }

    /// The figures of one metric: the levels of `--json`, a bare score, or a bare F.
    private static func metric(_ name: String, _ tree: JSONValue) -> [Figure] {
        if let fmeasure = tree.double { return [Figure(name: "\(name).mean.fmeasure", value: "\(fmeasure)")] }
        return ["mean", "low", "mid", "high"].reduce(into: scores("\(name).mean", tree)) { figures, level in
            if let score = tree[level] { figures += scores("\(name).\(level)", score) }
        }
    }

    /// The figures of a score: precision, recall and F, as far as they are there.
    private static func scores(_ name: String, _ tree: JSONValue) -> [Figure] {
        ["precision", "recall", "fmeasure"].compactMap { part in
            tree[part]?.double.map { Figure(name: "\(name).\(part)", value: "\($0)") }
        }
    }

    private static func row(_ tree: JSONValue, _ index: Double) -> Row {
        guard case .object(let members) = tree else { return Row(index: -1, figures: []) }
        let figures = members.filter { (try? RougeMetric($0.name)) != nil }.flatMap { scores($0.name, $0.value) }
        return Row(index: Int(exactly: index) ?? -1, id: tree["id"].flatMap(label), figures: figures)
    }

    /// The text of an identifier; nil for a list or an object.
    package static func label(_ id: JSONValue) -> String? {
        switch id {
        case .string(let text): text
        case .number(let number): plain(number.value)
        case .bool(let flag): "\(flag)"
        case .null, .object, .array: nil
        }
    }

    /// A whole number without a decimal point.
    private static func plain(_ number: Double) -> String { Int(exactly: number).map { "\($0)" } ?? "\(number)" }

    // MARK: - Checks before anything is scored

    /// Checks that the file holds figures that can be compared.
    /// - Parameter hasIntervals: Whether intervals are computed, which the file may hold.
    /// - Throws: ``ExpectedScoresError`` that names the file and the remedy.
    package func check(hasIntervals: Bool) throws(ExpectedScoresError) {
        switch content {
        case .rows(let rows):
            guard rows.contains(where: { !$0.figures.isEmpty }) else { throw nothing() }
        case .results(let figures, _):
            guard figures.contains(where: { $0.name.hasPrefix("rouge") }) else { throw nothing() }
            if let percent = figures.first(where: { $0.name.hasPrefix("rouge") && (Double($0.value) ?? 0) > 1 }) {
                throw .badInput(
                    "\(path): \(percent.name) is \(percent.value), but scores are between 0 and 1. "
                        + "Divide percentages by 100."
                )
            }
            guard !hasIntervals, figures.contains(where: { $0.name.contains(".low.") }) else { return }
            func setting(_ name: String) -> String {
                figures.first { $0.name == "bootstrap.\(name)" }?.value ?? "?"
            }
            throw .usage(
                "\(path) holds intervals. Add --confidence \(setting("confidence")) --seed \(setting("seed")) "
                    + "--resamples \(setting("resamples")) to compute them too."
            )
        }
    }

    private func nothing() -> ExpectedScoresError {
        .badInput("\(path) holds no ROUGE figures. Give a file that --json or --per-pair has written.")
    }
}

/// The error of expected scores that cannot be read or compared.
package enum ExpectedScoresError: Error, Hashable, CustomStringConvertible {
    /// The file does not hold what it should.
    case badInput(String)
    /// The file asks for figures that are not computed.
    case usage(String)

    /// The problem, its place and its remedy.
    package var description: String {
        switch self {
        case .badInput(let message), .usage(let message): message
        }
    }
}
