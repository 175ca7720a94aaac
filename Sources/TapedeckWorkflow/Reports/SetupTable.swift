// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckModels

/// How each model was asked, as text cells: what all have in common, and columns for what differs or was measured.
///
/// Unknown values are left out: a column exists only where a row has a value, and other rows have an empty cell there.
struct SetupTable {
    /// A text, and smaller lines below it.
    typealias Cell = (text: String, more: [String])

    /// A column, with a cell for each row that has a value.
    struct Column {
        let title: String
        let cells: [Cell?]
    }

    /// The indexes of the models with rows.
    let models: [Int]
    /// The settings that all rows share: a name and a value each.
    let shared: [(name: String, value: String)]
    let columns: [Column]

    init(_ comparison: Comparison) {
        let known = comparison.models.indices.filter { index in
            guard let evaluation = comparison.models[index].evaluation else { return false }
            return evaluation.settings != nil || evaluation.data != nil || evaluation.answers != nil
        }
        models = known
        let results = known.compactMap { comparison.models[$0].evaluation }
        var shared: [(String, String)] = []
        var columns: [Column] = []
        func add(_ title: String, _ cells: [Cell?], mayBeShared: Bool = true) {
            let texts = cells.map { $0.map { ([$0.text] + $0.more).joined(separator: ", ") } }
            guard texts.contains(where: { $0 != nil }) else { return }
            if mayBeShared, let text = texts.first, let text, texts.allSatisfy({ $0 == text }) {
                shared.append((title, text))
            } else {
                columns.append(Column(title: title, cells: cells))
            }
        }
        func settings(_ title: String, _ value: (EvaluationSettings) -> String?) {
            add(title, results.map { $0.settings.flatMap(value).map { ($0, []) } })
        }
        add("Requested as", results.map(Self.model), mayBeShared: false)
        let prompts = comparison.setups.prompts
        if prompts.count > 1 {
            let numbers = known.map { model in prompts.firstIndex { $0.models.contains(model) } }
            add("Prompt", numbers.map { $0.map { ("\($0 + 1)", []) } }, mayBeShared: false)
        }
        settings("Temperature") { $0.temperature.map(Percent.plain) ?? ($0.tellsRequests ? "default" : nil) }
        settings("Seed") { $0.seed.map { "\($0)" } }
        settings("Token limit") { $0.maxTokens.map { "\($0)" } }
        settings("Words") { $0.stemmer.map { $0 ? "stemmed" : "not stemmed" } }
        add("Data", results.map { $0.data.map(Self.data) })
        add("Tokens", results.map { $0.answers.flatMap(Self.tokens) }, mayBeShared: false)
        add("Latency", results.map { $0.answers.flatMap(Self.latency) }, mayBeShared: false)
        let costs = known.map { comparison.models[$0].listCost }
        add("Cost", costs.map { $0.map { (Dollars.text($0), []) } }, mayBeShared: false)
        let tiers = results.map { $0.answers?.tiers.joined(separator: ", ") ?? "" }
        add("Service tier", tiers.map { $0.isEmpty ? nil : ($0, []) })
        add("Answered on", results.map { $0.answers?.days.map(Self.days) })
        self.shared = shared
        self.columns = columns
    }

    // MARK: - Cells

    private static func model(_ results: EvaluationResults) -> Cell {
        let names = (results.answers?.models ?? []).filter { $0 != results.requestedModel }
        let service = results.settings?.baseURL.map { "of \($0)" }
        let answered = names.isEmpty ? nil : "answered by \(names.joined(separator: ", "))"
        return (results.requestedModel, [service, answered].compactMap(\.self))
    }

    private static func data(_ data: DataSource) -> Cell {
        let samples =
            data.choice.map { "\(data.count) of \(counted($0.total, "sample")), chosen with seed \($0.seed)" }
            ?? counted(data.count, "sample")
        return (data.file.isEmpty ? "unnamed" : data.file, [samples, "SHA-256 \(data.sha256.prefix(12))…"])
    }

    private static func days(_ days: ClosedRange<String>) -> Cell {
        (days.lowerBound, days.lowerBound == days.upperBound ? [] : ["to \(days.upperBound)"])
    }

    private static func tokens(_ answers: AnswerStatistics) -> Cell? {
        guard let usage = answers.usage else { return nil }
        var parts = ["prompt \(Digits.grouped(usage.prompt))", "completion \(Digits.grouped(usage.completion))"]
        if usage.cached > 0 { parts.append("cached \(Digits.grouped(usage.cached))") }
        if usage.reasoning > 0 { parts.append("reasoning \(Digits.grouped(usage.reasoning))") }
        if answers.usageCount < answers.count { parts.append("\(answers.usageCount) of \(answers.count) answers") }
        return (Digits.grouped(usage.prompt + usage.completion), parts)
    }

    private static func latency(_ answers: AnswerStatistics) -> Cell? {
        guard let latency = answers.latency else { return nil }
        let part = latency.count < answers.count ? ["\(latency.count) of \(answers.count) answers"] : []
        return (Digits.time(latency.median), ["95 % within \(Digits.time(latency.high))"] + part)
    }
}

extension Comparison {
    /// How the models were asked.
    var setups: ModelSetups { ModelSetups(models) }
}

/// Amounts of money for people.
enum Dollars {
    /// An amount with as many decimals as it needs to be told from zero.
    static func text(_ amount: Double) -> String {
        if amount > 0, amount < 0.0001 { return "< $0.0001" }
        return "$" + Percent.fixed(amount, amount >= 1 || amount == 0 ? 2 : amount >= 0.01 ? 3 : 4)
    }
}

/// Numbers and times for people.
enum Digits {
    /// A number of 0 or more with narrow spaces between groups of three digits.
    static func grouped(_ number: Int) -> String {
        let digits = String(number)
        var text = ""
        for (place, digit) in digits.enumerated() {
            if place > 0, (digits.count - place).isMultiple(of: 3) { text.append("\u{202F}") }
            text.append(digit)
        }
        return text
    }

    /// A time in milliseconds or seconds.
    static func time(_ milliseconds: Int) -> String {
        milliseconds < 1000 ? "\(milliseconds) ms" : "\(Percent.fixed(Double(milliseconds) / 1000, 2)) s"
    }
}
