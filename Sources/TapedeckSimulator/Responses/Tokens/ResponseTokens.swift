// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckTokens

/// A counter of the input tokens of a response.
///
/// Texts, function tools and schemas count as in recordings. Calls, images and files are estimated.
struct ResponseTokens {
    private var counter: TokenCounter
    private let isReasoning: Bool
    private var hasAnswer = false

    init(encoding: TokenEncoding, isReasoning: Bool) {
        counter = TokenCounter(encoding: encoding)
        self.isReasoning = isReasoning
    }

    /// Tokens of a request with the items before it.
    mutating func count(_ request: ResponseRequest, _ items: [ResponseItem]) -> Int {
        var count = isReasoning ? 2 : 3
        if let instructions = request.settings.instructions { count += 4 + counter.count(instructions) }
        for item in items { count += self.count(item) }
        if hasAnswer, isReasoning { count += 2 }
        if !request.tools.callable.isEmpty {
            let rendering = ToolRendering.text(of: request.tools.callable)
            count += counter.count(rendering) + (isReasoning ? 3 : -3) + choiceCost(request)
        }
        if case .schema(let format) = request.text.format {
            count +=
                counter.count(ToolRendering.text(of: format, summary: request.text.summary)) + (isReasoning ? 0 : 1)
        }
        return count
    }

    /// The latest items that fit a context window, for a request that drops earlier ones.
    mutating func fitting(_ items: [ResponseItem], in window: Int) -> [ResponseItem] {
        // Leaves room for instructions, tools and the answer.
        var room = window * 3 / 4
        let latest = items.reversed().prefix { item in
            room -= count(item)
            return room >= 0
        }
        return Array((latest.isEmpty ? items.suffix(1)[...] : Array(latest.reversed())[...]))
    }

    private mutating func choiceCost(_ request: ResponseRequest) -> Int {
        guard !isReasoning else { return 0 }
        if request.toolChoice.document.string == "required" { return 9 }
        guard let name = request.toolChoice.document["name"]?.string else { return 0 }
        return 7 + counter.count(name)
    }

    private mutating func count(_ item: ResponseItem) -> Int {
        switch item.kind {
        case .message(let role, let content):
            if role == .assistant { hasAnswer = true }
            return 4 + self.count(content)
        case .functionCall(_, let name, let input), .customToolCall(_, let name, let input):
            return (isReasoning ? 16 : 9) + counter.count(name) + counter.count(input)
        case .functionCallOutput(_, let output), .customToolCallOutput(_, let output):
            return (isReasoning ? 9 : 6) + self.count(output)
        case .reasoning, .itemReference: return 0
        case .compaction(let content):
            return 4 + counter.count(CompactedConversation(content)?.text ?? "")
        default: return 4 + counter.count(item.text)
        }
    }

    private mutating func count(_ parts: [ItemPart]) -> Int {
        // The model reads text parts as one text, with nothing between them.
        var count = counter.count(parts.map(\.text).joined())
        for part in parts {
            switch part.kind {
            case .inputImage, .screenshot: count += part.isCoarse ? 85 : 765
            case .inputFile where part.text.isEmpty: count += 10 + part.dataSize / 150
            case .inputAudio: count += 10 + part.dataSize / 2000
            default: break
            }
        }
        return count
    }
}
