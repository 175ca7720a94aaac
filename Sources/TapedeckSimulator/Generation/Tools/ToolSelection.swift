// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// The choice of tools to call.
///
/// With `auto`, a tool is called when the last user message shares enough words with its name and description. No
/// tool is called right after a tool's result, so that a loop of calls ends.
struct ToolSelection {
    let request: GenerationRequest
    let facts: ConversationFacts

    /// The tools to call, in the request's order; empty for a text answer.
    var tools: [Int] {
        switch request.toolChoice {
        case .none: []
        case .named(let index): [index]
        case .required(let indices):
            if let matches = matching(indices), !matches.isEmpty { matches } else { Array(indices.prefix(1)) }
        case .auto(let indices):
            isAnswered ? [] : matching(indices) ?? []
        }
    }

    /// Whether the last message is a tool's result.
    private var isAnswered: Bool {
        guard let last = request.conversation.last else { return false }
        return last.isToolResult || last.role == "assistant"
    }

    private func matching(_ indices: [Int]) -> [Int]? {
        let scores = indices.map { score(request.tools[$0]) }
        guard let best = scores.max(), best >= 2 else { return nil }
        let matches = zip(indices, scores).filter { $0.1 >= 2 && $0.1 * 2 >= best }
        guard request.allowsParallelCalls else {
            return matches.first { $0.1 == best }.map { [$0.0] }
        }
        return matches.map(\.0)
    }

    /// Number of words a tool shares with the user's message; words of its name count twice.
    private func score(_ tool: CallableTool) -> Int {
        let nameWords = Set(TextWords.stems(of: tool.name))
        var words = Set(TextWords.stems(of: tool.summary.prefix(1000)))
        if case .object(let properties)? = tool.parameters?["properties"] {
            for property in properties.prefix(30) { words.formUnion(TextWords.stems(of: property.name)) }
        }
        words.subtract(nameWords)
        let named = nameWords.count { facts.stems.contains($0) }
        let described = words.count { facts.stems.contains($0) }
        return 2 * named + described
    }
}
