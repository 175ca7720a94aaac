// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckTokens

/// Counts the tokens of a prompt.
///
/// Text is counted exactly: 3 for the answer's beginning, and 4 for each message beside its content. What the service
/// adds for tools and schemas is not published; it is estimated from recordings. Pictures, sound and files count by
/// their size.
struct PromptTokens {
    let encoding: TokenEncoding
    let isReasoning: Bool

    func count(_ request: ChatRequest) -> Int {
        var count = isReasoning ? 2 : 3
        for message in request.messages { count += self.count(message) }
        if !request.tools.isEmpty { count += request.tools.reduce(toolsCost) { $0 + self.count($1) } }
        if case .schema(_, _, let source) = request.responseFormat {
            count += Self.formatCost + encoding.count(source.text())
        }
        return count
    }

    /// What a list of tools takes beside the tools.
    private var toolsCost: Int { 12 }
    /// What a schema for the answer takes beside its text.
    private static let formatCost = 17

    private func count(_ message: ChatMessage) -> Int {
        var count = 4
        // Parts of text are one text to the model, without anything between them.
        count += encoding.count(message.content.map(\.text).joined())
        for part in message.content { count += size(of: part) }
        if let name = message.name { count += 1 + encoding.count(name) }
        if let refusal = message.refusal { count += encoding.count(refusal) }
        let callCost = message.toolCalls.count == 1 ? 9 : 15
        for call in message.toolCalls { count += callCost + encoding.count(call.name) + encoding.count(call.input) }
        return count
    }

    /// What a part counts that is no text.
    private func size(of part: ContentPart) -> Int {
        switch part.kind {
        case .text, .refusal: 0
        case .image: part.isCoarse ? 85 : 765
        case .audio: 10 + part.dataSize / 2000
        case .file: 10 + part.dataSize / 150
        }
    }

    private func count(_ tool: ChatTool) -> Int {
        let summary = tool.summary.hasSuffix(".") ? String(tool.summary.dropLast()) : tool.summary
        var count = 7 + encoding.count("\(tool.name):\(summary)")
        guard case .object(let properties)? = tool.parameters?["properties"], !properties.isEmpty else { return count }
        count += 3
        for property in properties {
            count += 3
            var summary = property.value["description"]?.string ?? ""
            if summary.hasSuffix(".") { summary.removeLast() }
            count += encoding.count("\(property.name):\(property.value["type"]?.string ?? ""):\(summary)")
            guard let values = property.value["enum"]?.elements else { continue }
            count -= 3
            for value in values { count += 3 + encoding.count(value.string ?? value.text()) }
        }
        return count
    }
}
