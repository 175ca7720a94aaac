// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore

/// Facts that the service tells about an answer beside its text.
///
/// All of them are part of the response, so that a replay has those of its recording.
struct AnswerFacts: Sendable, Hashable {
    /// The name of the model that answered.
    var model: String?
    /// The tokens of the answer.
    var usage: TokenUsage?
    /// The service tier of the answer, where it is not the standard one.
    var tier: String?
    /// The time of the answer, in seconds since 1970; nil for a simulated one.
    var created: Int?
    /// The time that the service says it took, in milliseconds; nil for a simulated answer.
    var processing: Int?
}

extension AnswerFacts {
    private static let processingField = HTTPField.Name("openai-processing-ms")
    private static let standardTiers = ["auto", "default"]
    /// The longest plausible time in milliseconds: a week.
    private static let longest = 7 * 24 * 3_600_000
    /// The last plausible second, in the year 9999.
    private static let lastSecond = 253_402_300_799

    /// Reads the facts of a response.
    init(_ response: APIResponse, _ document: JSONValue, isSimulated: Bool) {
        model = document["model"]?.string
        usage = TokenUsage(json: document["usage"])
        tier = document["service_tier"]?.string.flatMap { Self.standardTiers.contains($0) ? nil : $0 }
        // A simulator's clock and speed say nothing about a model.
        guard !isSimulated else { return }
        created = Self.number(document["created"]?.integer, upTo: Self.lastSecond)
        let field = Self.processingField.flatMap { response.fields[$0] }
        processing = Self.number(field.flatMap { Int($0) }, upTo: Self.longest)
    }

    private static func number(_ value: Int?, upTo limit: Int) -> Int? {
        value.flatMap { (1...limit).contains($0) ? $0 : nil }
    }

    // MARK: - In the journal

    init(json: JSONValue) {
        model = json["model"]?.string
        usage = TokenUsage(json: json["usage"])
        tier = json["service_tier"]?.string
        created = Self.number(json["created"]?.integer, upTo: Self.lastSecond)
        processing = Self.number(json["processing_ms"]?.integer, upTo: Self.longest)
    }

    /// The members of a line in the journal; those that are unknown are left out.
    var members: [JSONMember] {
        var members: [JSONMember] = []
        if let model { members.append(JSONMember(name: "model", value: .string(model))) }
        if let usage { members.append(JSONMember(name: "usage", value: usage.json)) }
        if let tier { members.append(JSONMember(name: "service_tier", value: .string(tier))) }
        if let created { members.append(JSONMember(name: "created", value: .integer(created))) }
        if let processing { members.append(JSONMember(name: "processing_ms", value: .integer(processing))) }
        return members
    }
}
