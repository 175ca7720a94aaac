// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

package import TapedeckCore
package import TapedeckRouge

/// The settings of an evaluation, as results hold them.
package struct EvaluationSettings: Sendable, Hashable {
    /// The sampling temperature.
    package var temperature: Double?
    /// The seed of each request.
    package var seed: Int?
    /// Maximum number of completion tokens.
    package var maxTokens: Int?
    /// The template of the user message.
    package var prompt: String?
    /// The template of the system message.
    package var system: String?
    /// Whether words are stemmed.
    package var stemmer: Bool?
    /// The metrics, in the order of the scores.
    package var metrics: [RougeMetric]
    /// The base URL of the service, without credentials.
    package var baseURL: String?
    /// All other members, in their order.
    package var extras: [JSONMember]

    /// Creates settings; unknown values are left out of the file.
    package init(
        temperature: Double? = nil,
        seed: Int? = nil,
        maxTokens: Int? = nil,
        prompt: String? = nil,
        system: String? = nil,
        stemmer: Bool? = nil,
        metrics: [RougeMetric] = [],
        baseURL: String? = nil,
        extras: [JSONMember] = []
    ) {
        self.temperature = temperature
        self.seed = seed
        self.maxTokens = maxTokens
        self.prompt = prompt
        self.system = system
        self.stemmer = stemmer
        self.metrics = metrics
        self.baseURL = baseURL
        self.extras = extras
    }
}

extension EvaluationSettings {
    /// Whether the settings are those of requests, so that what they do not name was not sent; some files hold only scoring.
    var tellsRequests: Bool { prompt != nil || maxTokens != nil }

    /// The settings as JSON.
    var json: JSONValue {
        var members: [JSONMember] = []
        func add(_ name: String, _ value: JSONValue?) {
            if let value { members.append(JSONMember(name: name, value: value)) }
        }
        add("temperature", temperature.map(JSONValue.decimal))
        add("seed", seed.map(JSONValue.integer))
        add("max_tokens", maxTokens.map(JSONValue.integer))
        add("prompt", prompt.map(JSONValue.string))
        add("system", system.map(JSONValue.string))
        add("stemmer", stemmer.map(JSONValue.bool))
        if !metrics.isEmpty { add("metrics", .array(metrics.map { .string($0.name) })) }
        add("base_url", baseURL.map(JSONValue.string))
        return .object(members + extras)
    }

    /// Reads settings; a member of an unexpected type is kept in `extras`.
    init(json: JSONValue) {
        self.init()
        guard case .object(let members) = json else { return }
        for member in members {
            switch (member.name, member.value) {
            case ("temperature", .number(let number)): temperature = number.value
            case ("seed", .number) where member.value.integer != nil: seed = member.value.integer
            case ("max_tokens", .number) where member.value.integer != nil: maxTokens = member.value.integer
            case ("prompt", .string(let text)): prompt = text
            case ("system", .string(let text)): system = text
            case ("stemmer", .bool(let value)): stemmer = value
            case ("metrics", .array(let names)):
                metrics = names.compactMap { $0.string.flatMap { try? RougeMetric($0) } }
            case ("base_url", .string(let text)): baseURL = text
            default: extras.append(member)
            }
        }
    }
}
