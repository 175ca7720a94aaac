// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckModels
import TapedeckRouge
import TapedeckTokens

/// A simulated model that judges a text.
///
/// It does not understand the text: it compares words.
struct ModelJudge: Sendable {
    /// A message of its prompt.
    private struct Message: Sendable {
        let role: String
        let texts: [GraderTemplate]
    }

    /// Maximum number of messages, and of parts of a message.
    private static let countLimit = 256

    let model: String
    private let messages: [Message]

    init(_ fields: RequestFields) throws(APIError) {
        _ = try fields.required("model")
        model = try fields.string("model", length: 1...256) ?? ""
        _ = try fields.required("input")
        var messages: [Message] = []
        let path = fields.path(of: "input")
        for (index, element) in (try fields.array("input", count: 1...Self.countLimit) ?? []).enumerated() {
            let message = try RequestFields(element, at: "\(path)[\(index)]")
            _ = try message.required("role")
            let role = try message.string("role", oneOf: ["user", "assistant", "system", "developer"]) ?? ""
            messages.append(Message(role: role, texts: try Self.texts(message)))
        }
        self.messages = messages
    }

    /// The texts of a message's content: a string, one part, or a list of parts.
    ///
    /// Images and audio are not read.
    private static func texts(_ message: RequestFields) throws(APIError) -> [GraderTemplate] {
        let content = try message.required("content")
        let path = message.path(of: "content")
        switch content {
        case .string: return [try message.template("content")]
        case .object: return try text(content, at: path)
        case .array:
            var texts: [GraderTemplate] = []
            for (index, part) in (try message.array("content", count: 1...countLimit) ?? []).enumerated() {
                let place = "\(path)[\(index)]"
                if let text = part.string {
                    let template = GraderTemplate(text)
                    try template.check(at: place)
                    texts.append(template)
                } else {
                    texts += try text(part, at: place)
                }
            }
            return texts
        default: throw .wrongType(path, expected: "one of a string, an object or an array", got: content)
        }
    }

    private static func text(_ part: JSONValue, at path: String) throws(APIError) -> [GraderTemplate] {
        let part = try RequestFields(part, at: path)
        _ = try part.required("type")
        let type = try part.string("type", oneOf: ["input_text", "output_text", "text", "input_image", "input_audio"])
        return type == "input_image" || type == "input_audio" ? [] : [try part.template("text")]
    }

    // MARK: - Judging

    /// The prompt with its variables filled in.
    func prompt(_ input: GraderInput) throws(GraderProblem) -> [ConversationMessage] {
        var prompt: [ConversationMessage] = []
        for message in messages {
            var text = ""
            for template in message.texts { text += try template.filled(input) }
            prompt.append(ConversationMessage(role: message.role, text: text))
        }
        return prompt
    }

    /// How much of the words the sample shares with what the prompt shows of the item, `0...1`.
    ///
    /// The best F1 of single words counts; 1/2 when the prompt shows only one of the two.
    func agreement(_ input: GraderInput) throws(GraderProblem) -> Double {
        var samples: [String] = []
        var references: [String] = []
        for variable in messages.flatMap(\.texts).flatMap(\.variables) {
            let text = try input.text(of: variable)
            if variable.first == "sample" { samples.append(text) } else { references.append(text) }
        }
        guard !samples.isEmpty, !references.isEmpty else { return 0.5 }
        let scorer = RougeScorer(metrics: [.rouge1])
        var best = 0.0
        for sample in samples {
            for reference in references {
                let isSame = sample.isSpelled(like: reference)
                best = max(best, isSame ? 1 : scorer.score(sample, against: reference)[.rouge1]?.f1 ?? 0)
            }
        }
        return best
    }

    /// The result of an answer, with the tokens of prompt and answer.
    func result(_ reward: Double, prompt: [ConversationMessage], answer: String) -> GraderResult {
        var result = GraderResult(reward: reward)
        guard let base = OpenAIModel.named(model) else { return result }
        let tokens = prompt.reduce(3) { $0 + 4 + base.encoding.count($1.text) }
        result.model = base.servedName
        result.add(
            GraderResult.TokenUsage(prompt: tokens, completion: base.encoding.count(answer)),
            of: base.servedName
        )
        return result
    }
}

/// A grader that asks a model for a number.
struct ScoreModel: Sendable {
    let judge: ModelJudge
    private let range: ClosedRange<Double>

    init(_ fields: RequestFields) throws(APIError) {
        judge = try ModelJudge(fields)
        var bounds: [Double] = []
        for (index, element) in (try fields.array("range", count: 2...2) ?? []).enumerated() {
            guard case .number(let number) = element, number.value.isFinite else {
                throw .wrongType("\(fields.path(of: "range"))[\(index)]", expected: "a decimal", got: element)
            }
            bounds.append(number.value)
        }
        let (low, high) = bounds.isEmpty ? (0, 1) : (bounds[0], bounds[1])
        guard low < high else {
            throw APIError(
                message: "Invalid '\(fields.path(of: "range"))': the first number must be smaller than the second.",
                param: fields.path(of: "range"),
                code: "invalid_value"
            )
        }
        range = low...high
    }

    /// The agreement of sample and item, stretched over the range.
    func result(_ input: GraderInput) throws(GraderProblem) -> GraderResult {
        let prompt = try judge.prompt(input)
        let share = try judge.agreement(input)
        let score = range.lowerBound * (1 - share) + range.upperBound * share
        guard score.isFinite else { throw GraderProblem(kind: .other, message: "the score is no finite number.") }
        return judge.result(score, prompt: prompt, answer: JSONValue.decimal(score).text())
    }
}

/// A grader that asks a model for one of several labels.
struct LabelModel: Sendable {
    let judge: ModelJudge
    private let labels: [String]
    private let passing: [String]

    init(_ fields: RequestFields) throws(APIError) {
        judge = try ModelJudge(fields)
        labels = try Self.labels("labels", fields)
        passing = try Self.labels("passing_labels", fields)
        if let other = passing.first(where: { label in !labels.contains { $0.isSpelled(like: label) } }) {
            throw .wrongValue(fields.path(of: "passing_labels"), got: other, supported: labels)
        }
    }

    private static func labels(_ name: String, _ fields: RequestFields) throws(APIError) -> [String] {
        _ = try fields.required(name)
        var labels: [String] = []
        for (index, element) in (try fields.array(name, count: 1...256) ?? []).enumerated() {
            guard let label = element.string else {
                throw .wrongType("\(fields.path(of: name))[\(index)]", expected: "a string", got: element)
            }
            labels.append(label)
        }
        return labels
    }

    /// 1 when the label passes, else 0.
    ///
    /// The label is the first that the sample contains, else the first of the list.
    func result(_ input: GraderInput) throws(GraderProblem) -> GraderResult {
        let prompt = try judge.prompt(input)
        let sample = Array(input.sample.lowercased().utf8)
        let places = labels.map { ByteSearch.firstPlace(of: Array($0.lowercased().utf8), in: sample) ?? .max }
        let chosen = labels.indices.min { (places[$0], $0) < (places[$1], $1) } ?? 0
        let passes = passing.contains { $0.isSpelled(like: labels[chosen]) }
        return judge.result(passes ? 1 : 0, prompt: prompt, answer: labels[chosen])
    }
}
