// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckModels

/// A tool of a response that the service itself runs, such as `web_search`.
///
/// A tool is run once for each response, before the message is written.
protocol HostedTool: Sendable {
    /// The `type` in the request, such as `web_search`.
    var type: String { get }
    /// The definition with its defaults, as responses repeat it in `tools`.
    var definition: JSONValue { get }

    /// Runs the tool.
    ///
    /// It decides itself whether it is used, from the request. The same request must give the same result.
    /// - Parameters:
    ///   - request: What the tool can know.
    ///   - identifiers: The source of the identifiers of items.
    /// - Returns: The output; `nil` when the tool is not used.
    /// - Throws: ``APIError`` when the service would refuse the request.
    func run(
        _ request: HostedToolRequest,
        _ identifiers: inout ItemIdentifiers
    ) async throws(APIError) -> HostedToolResult?
}

/// What a hosted tool can know of the request for a response.
struct HostedToolRequest: Sendable {
    /// How much the request wants the tool.
    enum Demand: Sendable {
        /// `tool_choice` demands it.
        case required
        /// It may be used.
        case offered
        /// It may not be used: a function is called, or `tool_choice` excludes it. A server's list of tools is still
        /// read.
        case excluded
    }

    let demand: Demand
    /// The conversation as text, oldest message first, with earlier responses.
    let conversation: [ConversationMessage]
    /// The items that the model reads, such as an `mcp_approval_response`, oldest first, with earlier responses.
    let input: [JSONValue]
    /// The values of `include`.
    let include: Set<String>
    /// The model of the response.
    let model: OpenAIModel
    /// The session, for files and vector stores.
    let simulator: Simulator
}

/// What a hosted tool adds to a response.
struct HostedToolResult: Sendable {
    /// The output items before the message.
    var items: [OutputItem] = []
    /// The text of the message; `nil` leaves it to the model.
    var text: String?
    /// What the message cites, in order of `end`.
    var annotations: [TextAnnotation] = []
    /// Whether the response ends with the items, without a message: a client has to act first.
    var endsResponse = false
    /// Input tokens that the tool adds: its description, and what it found.
    var inputTokens = 0
    /// Number of web searches, for `tool_usage`.
    var webSearches = 0
    /// The `image_gen` of `tool_usage`; `nil` when no image was made.
    var imageUsage: JSONValue?
}

/// An annotation of a message's text.
struct TextAnnotation: Sendable {
    /// The annotation, such as a `url_citation`.
    let document: JSONValue
    /// Number of characters (Unicode scalars) of the text before the end of what is annotated.
    let end: Int
}

/// The source of the identifiers of one response's items.
struct ItemIdentifiers: Sendable {
    /// Generates identifiers.
    var generator: IdentifierGenerator
    /// The tag that a response shares with its items.
    let tag: String
    /// Creation time in seconds since 1970.
    let time: Int
}
