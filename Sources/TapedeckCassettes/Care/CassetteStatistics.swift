// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
public import TapedeckCore

/// What is in a cassette, counted.
public struct CassetteStatistics: Sendable, Hashable {
    /// Interactions that are alike, counted together.
    public struct Group: Sendable, Hashable {
        /// Method and path, with identifiers replaced by `{id}`.
        public let endpoint: String
        /// The model the request names, if it names one.
        public let model: String?
        /// The status code.
        public let status: Int
    }

    /// What a group adds up to.
    public struct Sum: Sendable, Hashable {
        /// The number of interactions.
        public var interactions = 0
        /// Bytes of request bodies.
        public var requestBytes = 0
        /// Bytes of response bodies.
        public var responseBytes = 0
        /// Tokens, by the `usage` of the answers.
        public var tokens = 0
        /// Those of them that were sent.
        public var promptTokens = 0
        /// Those of them that were generated.
        public var completionTokens = 0
        /// Microseconds the answers took, which a replay saves.
        public var time: Int64 = 0

        static func += (left: inout Sum, right: Sum) {
            left.interactions += right.interactions
            left.requestBytes += right.requestBytes
            left.responseBytes += right.responseBytes
            left.tokens += right.tokens
            left.promptTokens += right.promptTokens
            left.completionTokens += right.completionTokens
            left.time += right.time
        }
    }

    /// The sums by group.
    public private(set) var groups: [Group: Sum] = [:]
    /// The sessions that occur, in order.
    public var sessions: [String] { sessionNames.sorted() }
    private var sessionNames: SpelledSet = []
    /// Responses that broke off upstream.
    public private(set) var truncated = 0

    /// The sum of all groups.
    public var total: Sum { groups.values.reduce(into: Sum()) { $0 += $1 } }

    /// Creates statistics of nothing.
    public init() {}

    /// Counts an interaction.
    public mutating func add(_ interaction: Interaction) {
        let (request, response) = (interaction.request, interaction.response)
        let group = Group(
            endpoint: "\(request.method.rawValue) \(Self.template(of: request.path))",
            model: Self.document(request.body)?["model"]?.string,
            status: response.status
        )
        var usage = TokenUsage()
        if case .bytes(let bytes) = response.body {
            usage = TokenUsage(bytes, contentType: response.headerFields[.contentType])
        }
        groups[group, default: Sum()] += Sum(
            interactions: 1,
            requestBytes: request.body.length,
            responseBytes: response.body.length,
            tokens: usage.total,
            promptTokens: usage.prompt,
            completionTokens: usage.completion,
            time: response.duration
        )
        sessionNames.insert(interaction.session)
        truncated += response.outcome == .truncated ? 1 : 0
    }

    private static func document(_ body: RecordedBody) -> JSONValue? {
        guard case .bytes(let bytes) = body, bytes.first == UInt8(ascii: "{") else { return nil }
        return try? JSONValue(parsing: bytes)
    }

    /// A path in which the segments that name one object are `{id}`.
    private static func template(of path: String) -> String {
        path.split(separator: "/", omittingEmptySubsequences: false).map { segment in
            let isIdentifier = segment.contains { $0.isNumber } && segment != "v1" || segment.contains(":")
            return isIdentifier ? "{id}" : segment
        }.joined(separator: "/")
    }
}
