// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckTokens

/// A counter of prompt tokens.
///
/// Text is counted exactly: 3 tokens for the start of the answer, and 4 for each message besides its content. What the
/// service adds for tools and schemas is not published; it is estimated from recordings. Images, audio and files count
/// by their size.
struct PromptTokens {
    private var counter: TokenCounter
    private let isReasoning: Bool

    init(encoding: TokenEncoding, isReasoning: Bool) {
        counter = TokenCounter(encoding: encoding)
        self.isReasoning = isReasoning
    }

    private mutating func count(_ text: String) -> Int { counter.count(text) }

    mutating func count(_ request: ChatRequest) -> Int {
        var count = isReasoning ? 2 : 3
        for message in request.messages { count += self.count(message) }
        if !request.generation.tools.isEmpty { count += toolsCost }
        for tool in request.generation.tools { count += self.count(tool) }
        if case .schema(let format) = request.generation.format {
            count += Self.formatCost + self.count(format.source.text())
        }
        return count
    }

    /// Tokens of a list of tools, besides the tools.
    private var toolsCost: Int { 12 }
    /// Tokens of a response schema, besides its text.
    private static let formatCost = 17

    private mutating func count(_ message: ChatMessage) -> Int {
        var count = 4
        // The model reads text parts as one text, with nothing between them.
        count += self.count(message.content.map(\.text).joined())
        for part in message.content { count += size(of: part) }
        if let name = message.name { count += 1 + self.count(name) }
        if let refusal = message.refusal { count += self.count(refusal) }
        let callCost = message.toolCalls.count == 1 ? 9 : 15
        for call in message.toolCalls { count += callCost + self.count(call.name) + self.count(call.input) }
        return count
    }

    /// Tokens of a part that is not text.
    private func size(of part: ContentPart) -> Int {
        switch part.kind {
        case .text, .refusal: 0
        case .image: part.isCoarse ? 85 : 765
        case .audio: 10 + part.dataSize / 2000
        case .file: 10 + part.dataSize / 150
        }
    }

    private mutating func count(_ tool: CallableTool) -> Int {
        let summary = tool.summary.hasSuffix(".") ? String(tool.summary.dropLast()) : tool.summary
        var count = 7 + self.count("\(tool.name):\(summary)")
        guard case .object(let properties)? = tool.parameters?["properties"], !properties.isEmpty else { return count }
        count += 3
        for property in properties {
            count += 3
            var summary = property.value["description"]?.string ?? ""
            if summary.hasSuffix(".") { summary.removeLast() }
            count += self.count("\(property.name):\(property.value["type"]?.string ?? ""):\(summary)")
            guard let values = property.value["enum"]?.elements else { continue }
            count -= 3
            for value in values { count += 3 + self.count(value.string ?? value.text()) }
        }
        return count
    }
}
