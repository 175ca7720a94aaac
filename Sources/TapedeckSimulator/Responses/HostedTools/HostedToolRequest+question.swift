// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckModels
import TapedeckTokens

extension HostedToolRequest {
    /// The last message of the user, on one line and of at most 200 characters; empty when there is none.
    var question: String {
        let text = conversation.last { $0.role == "user" }?.text ?? ""
        return text.prefix(1000).split(whereSeparator: \.isWhitespace).joined(separator: " ").prefix(200).description
    }

    /// Whether the user spoke last, so that there is something to do: right after a tool's result there is not.
    var isAsked: Bool { conversation.last?.role == "user" && !isAnswered }

    /// Whether the input ends with the client's answer to a call.
    private var isAnswered: Bool {
        guard let type = input.last?["type"]?.string.flatMap(ItemType.init(rawValue:)) else { return false }
        return type.isCallOutput || type == .mcpApprovalResponse
    }

    /// Whether to use a tool: it is demanded, or it is offered and the user's message has one of its words.
    /// - Parameter words: The words, separated by spaces.
    /// - Returns: Whether it is used.
    func wants(_ words: String) -> Bool {
        switch demand {
        case .excluded: false
        case .required: isAsked
        case .offered: isAsked && !facts.stems.isDisjoint(with: TextWords.stems(of: words))
        }
    }

    /// Whether to use a tool that is used for every message of the user.
    var wantsAnyway: Bool { demand != .excluded && isAsked }

    /// What the conversation says.
    var facts: ConversationFacts { ConversationFacts(conversation) }

    func includes(_ value: ItemInclusion.Value) -> Bool { include.contains(value.rawValue) }

    /// The number of tokens of a text.
    func tokens(of text: String) -> Int { model.encoding.count(text) }
}

extension ItemIdentifiers {
    /// The identifier of the next item.
    mutating func next(_ type: ItemType) -> String { generator.item(type.prefix, tag: tag, at: time) }
}

extension OutputItem {
    /// The call of a hosted tool.
    /// - Parameters:
    ///   - type: The type of the item.
    ///   - id: Its identifier.
    ///   - added: The members of the announced item after its type.
    ///   - events: The events in between.
    ///   - done: The members of the finished item after its type.
    init(_ type: ItemType, _ id: String, added: JSONValue, events: [ItemEvent] = [], done: JSONValue) {
        func item(_ members: JSONValue) -> JSONValue {
            guard case .object(let members) = members else { return members }
            let head = [
                JSONMember(name: "id", value: .string(id)), JSONMember(name: "type", value: .string(type.rawValue)),
            ]
            return .object(head + members)
        }
        self.init(added: item(added), events: events, done: item(done))
    }
}

extension [ItemEvent] {
    /// Events without members of their own, such as `response.web_search_call.searching`.
    static func stages(_ type: ItemType, _ names: String...) -> [ItemEvent] {
        names.map { ItemEvent("response.\(type.rawValue).\($0)") }
    }
}
