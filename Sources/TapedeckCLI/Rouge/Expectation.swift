// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckRouge

/// The expected scores of a file given with `--expect`.
struct Expectation {
    /// A figure by the name that ``RougeReport/figures`` gives it.
    struct Figure {
        let name: String
        let value: String
    }

    /// The scores of one pair: the number of its line from 0, and figures by metric and name.
    struct Row {
        let index: Int
        /// The identifier of the sample, if the file has one.
        var id: String?
        let figures: [Figure]

        /// The label of the row in a table.
        var label: String { id ?? "\(index)" }
    }

    enum Content {
        /// Figures, and the scores of single samples when the file has them, as that of an evaluation does.
        case results([Figure], samples: [Row])
        case rows([Row])
    }

    let path: String
    let content: Content

    var needsRows: Bool {
        switch content {
        case .rows: true
        case .results(_, let samples): !samples.isEmpty
        }
    }

    /// Reads a file; which of the forms it has shows in its first value.
    init(path: String, bootstrap: Bootstrap?) throws(RougeFailure) {
        self.path = path
        var bytes: [UInt8] = []
        let file = try InputFile(path: path)
        while try file.read(1 << 16, into: &bytes) {}
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
        do {
            content = try Self.content(bytes)
        } catch {
            throw .badInput("\(path): not JSON at byte \(error.column): \(error.remark).")
        }
        try check(bootstrap)
    }

    /// Reads results that this process has computed, by the same rules.
    init(path: String, results: String) throws(RougeFailure) {
        self.path = path
        do {
            content = try Self.content(Array(results.utf8))
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

    /// The F of each sample, as `tapedeck evaluate` lists them under `samples`.
    private static func samples(_ tree: JSONValue) -> [Row] {
        guard case .array(let samples)? = tree["samples"] else { return [] }
        return samples.enumerated().compactMap { index, sample in
            guard case .object(let members) = sample else { return nil }
            let figures = members.compactMap { member in
                member.value.double.map { Figure(name: "\(member.name).fmeasure", value: "\($0)") }
            }
            let id: String? = if case .string(let id)? = sample["id"] { id } else { nil }
            return Row(index: index, id: id, figures: figures.filter { $0.name.hasPrefix("rouge") })
        }
    }

    /// The figures of one metric: the levels of `--json`, a bare score, or a bare F.
    private static func metric(_ name: String, _ tree: JSONValue) -> [Figure] {
        if let fmeasure = tree.double { return [Figure(name: "\(name).mean.fmeasure", value: "\(fmeasure)")] }
        let bare = tree.scoreFigures.map { Figure(name: "\(name).mean.\($0.name)", value: "\($0.value)") }
        return ["mean", "low", "mid", "high"].reduce(into: bare) { figures, level in
            figures += (tree[level]?.scoreFigures ?? []).map {
                Figure(name: "\(name).\(level).\($0.name)", value: "\($0.value)")
            }
        }
    }

    private static func row(_ tree: JSONValue, _ index: Double) -> Row {
        guard case .object(let members) = tree else { return Row(index: -1, figures: []) }
        let figures = members.filter { (try? RougeMetric($0.name)) != nil }.flatMap { member in
            member.value.scoreFigures.map { Figure(name: "\(member.name).\($0.name)", value: "\($0.value)") }
        }
        return Row(index: Int(exactly: index) ?? -1, id: tree["id"].flatMap(label), figures: figures)
    }

    /// The text of an identifier; nil for a list or an object.
    static func label(_ id: JSONValue) -> String? {
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

    private func check(_ bootstrap: Bootstrap?) throws(RougeFailure) {
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
            guard bootstrap == nil, figures.contains(where: { $0.name.contains(".low.") }) else { return }
            func setting(_ name: String) -> String {
                figures.first { $0.name == "bootstrap.\(name)" }?.value ?? "?"
            }
            throw .usage(
                "\(path) holds intervals. Add --confidence \(setting("confidence")) --seed \(setting("seed")) "
                    + "--resamples \(setting("resamples")) to compute them too."
            )
        }
    }

    private func nothing() -> RougeFailure {
        .badInput("\(path) holds no ROUGE figures. Give a file that --json or --per-pair has written.")
    }
}

extension JSONValue {
    /// Precision, recall and F, as far as they are there.
    fileprivate var scoreFigures: [(name: String, value: Double)] {
        ["precision", "recall", "fmeasure"].compactMap { name in self[name]?.double.map { (name, $0) } }
    }
}
