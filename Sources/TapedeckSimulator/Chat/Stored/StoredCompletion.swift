// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// A stored completion with its request's messages.
struct StoredCompletion: Sendable {
    let id: String
    let model: String
    /// Metadata, which a client may replace.
    var metadata: [JSONMember]
    /// Estimated size in memory, in bytes.
    let size: Int

    private let beginning: [JSONMember]
    private let end: [JSONMember]
    private let messages: [ChatMessage]

    init(_ completion: PreparedCompletion, id: String, created: Int, requestID: String, callIDs: [String]) {
        let request = completion.request
        self.id = id
        model = completion.modelName
        metadata = request.metadata
        messages = request.messages
        func setting(_ name: String, _ standard: Double) -> JSONValue {
            if case .number(let number)? = request.fields[name] { return .decimal(number.value) }
            return .decimal(standard)
        }
        beginning = [
            JSONMember(name: "object", value: "chat.completion"),
            JSONMember(name: "id", value: .string(id)),
            JSONMember(name: "model", value: .string(model)),
            JSONMember(name: "created", value: .integer(created)),
            JSONMember(name: "request_id", value: .string(requestID)),
            JSONMember(name: "tool_choice", value: request.fields["tool_choice"] ?? .null),
            JSONMember(name: "usage", value: completion.usage.storedDocument),
            JSONMember(name: "seed", value: .integer(request.generation.seed ?? Self.seed(for: id))),
            JSONMember(name: "top_p", value: setting("top_p", 1)),
            JSONMember(name: "temperature", value: setting("temperature", 1)),
            JSONMember(name: "presence_penalty", value: setting("presence_penalty", 0)),
            JSONMember(name: "frequency_penalty", value: setting("frequency_penalty", 0)),
            JSONMember(name: "system_fingerprint", value: .string(completion.fingerprint)),
            JSONMember(name: "input_user", value: request.fields["user"] ?? .null),
            JSONMember(name: "service_tier", value: .string(request.serviceTier)),
            JSONMember(name: "tools", value: request.fields["tools"] ?? .null),
        ]
        var firstCall = 0
        var choices: [JSONValue] = []
        for (index, choice) in completion.choices.enumerated() {
            choices.append(
                choice.storedDocument(
                    index: index,
                    callIDs: callIDs.dropFirst(firstCall),
                    usesFunctions: request.usesFunctions
                )
            )
            firstCall += choice.calls.count
        }
        end = [
            JSONMember(name: "choices", value: .array(choices)),
            JSONMember(name: "response_format", value: request.fields["response_format"] ?? .null),
        ]
        let texts = messages.reduce(0) { $0 + $1.text.utf8.count + 500 }
        size = texts + completion.choices.reduce(2000) { $0 + 4 * ($1.content?.text.utf8.count ?? 200) }
    }

    /// The JSON object of the completion.
    var document: JSONValue {
        .object(beginning + [JSONMember(name: "metadata", value: .object(metadata))] + end)
    }

    /// The number of messages.
    var messageCount: Int { messages.count }

    /// The identifier of a message.
    func messageID(_ index: Int) -> String { "\(id)-\(index)" }

    /// A message as an object of the list of messages.
    func messageDocument(_ index: Int) -> JSONValue {
        let message = messages[index]
        let content = message.source["content"]
        var members = [
            JSONMember(name: "id", value: .string(messageID(index))),
            JSONMember(name: "role", value: .string(message.role.rawValue)),
            JSONMember(name: "content", value: content?.string.map(JSONValue.string) ?? .null),
            JSONMember(name: "content_parts", value: content?.elements.map(JSONValue.array) ?? .null),
            JSONMember(name: "name", value: .optional(message.name)),
        ]
        for name in ["tool_calls", "tool_call_id"] {
            if let value = message.source[name] { members.append(JSONMember(name: name, value: value)) }
        }
        return .object(members)
    }

    /// A seed derived from the identifier, for requests without one.
    private static func seed(for id: String) -> Int {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in id.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        return Int(Int64(bitPattern: hash))
    }
}
