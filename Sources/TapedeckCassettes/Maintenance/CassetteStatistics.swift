// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
package import TapedeckCore

/// Statistics of a cassette.
package struct CassetteStatistics: Sendable, Hashable {
    /// Interactions that are alike, counted together.
    package struct Group: Sendable, Hashable {
        /// Method and path, with identifiers replaced by `{id}`.
        package let endpoint: String
        /// The model the request names, if it names one.
        package let model: String?
        /// The status code.
        package let status: Int
    }

    /// The totals of a group.
    package struct Sum: Sendable, Hashable {
        /// The number of interactions.
        package var interactions = 0
        /// Bytes of request bodies.
        package var requestBytes = 0
        /// Bytes of response bodies.
        package var responseBytes = 0
        /// Tokens, by the `usage` of the answers.
        package var tokens = 0
        /// Those of them that were sent.
        package var promptTokens = 0
        /// Those of them that were generated.
        package var completionTokens = 0
        /// Microseconds the answers took, which a replay saves.
        package var time: Int64 = 0

        static func += (left: inout Sum, right: Sum) {
            left.interactions += right.interactions
            left.requestBytes += right.requestBytes
            left.responseBytes += right.responseBytes
            // What cassettes claim may be any number.
            left.tokens = left.tokens.saturatingSum(right.tokens)
            left.promptTokens = left.promptTokens.saturatingSum(right.promptTokens)
            left.completionTokens = left.completionTokens.saturatingSum(right.completionTokens)
            left.time = left.time.saturatingSum(right.time)
        }
    }

    /// The sums by group.
    package private(set) var groups: [Group: Sum] = [:]
    /// The sessions that occur, in order.
    package var sessions: [String] { sessionNames.sorted() }
    private var sessionNames: SpelledSet = []
    /// Responses that broke off upstream.
    package private(set) var truncated = 0

    /// The sum of all groups.
    package var total: Sum { groups.values.reduce(into: Sum()) { $0 += $1 } }

    /// Creates statistics of nothing.
    package init() {}

    /// Reads a part of a body that its cassette keeps.
    package typealias BodyReading = (BodyReference, Range<Int>) throws -> [UInt8]

    /// Counts an interaction.
    /// - Parameters:
    ///   - interaction: The interaction.
    ///   - read: Reads parts of its large bodies.
    /// - Throws: What `read` throws.
    package mutating func add(_ interaction: Interaction, reading read: BodyReading) throws {
        let (request, response) = (interaction.request, interaction.response)
        let group = Group(
            endpoint: "\(request.method.rawValue) \(EndpointTemplate.text(of: request.path))",
            model: try request.body.members(["model"], reading: read)["model"]?.string,
            status: response.status
        )
        let usage = try TokenUsage(
            response.body,
            contentType: response.headerFields[.contentType],
            reading: read
        )
        groups[group, default: Sum()] += Sum(
            interactions: 1,
            requestBytes: request.body.length,
            responseBytes: response.body.length,
            tokens: usage.total,
            promptTokens: usage.prompt,
            completionTokens: usage.completion,
            time: max(response.duration, 0)
        )
        sessionNames.insert(interaction.session)
        truncated += response.outcome == .truncated ? 1 : 0
    }
}
