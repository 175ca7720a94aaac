// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// A piece of text in one event of a stream, such as the content of a delta.
struct StreamPiece {
    /// Where the piece stands in the event.
    let steps: [JSONPath.Step]
    /// The name of the text that a piece belongs to, such as `choices[0].content`.
    let key: String
    /// The piece.
    let text: String

    /// Members that are said once or have no text.
    private static let plain: Set<String> = [
        "call_id", "id", "name", "object", "obfuscation", "role", "status", "type",
    ]

    /// The pieces of an event of chat, completions, Responses or Assistants, in order.
    static func all(in event: JSONValue) -> [StreamPiece] {
        var pieces: [StreamPiece] = []
        for (position, choice) in (event["choices"]?.elements ?? []).enumerated() {
            let steps: [JSONPath.Step] = [.member("choices"), .element(position)]
            let key = "choices[\(choice["index"]?.integer ?? position)]"
            if let text = choice["text"]?.string {
                pieces.append(StreamPiece(steps: steps + [.member("text")], key: key + ".text", text: text))
            }
            collect(choice["delta"], at: steps + [.member("delta")], key: key, into: &pieces)
        }
        guard let type = event["type"]?.string ?? event["object"]?.string, type.hasSuffix(".delta") else {
            return pieces
        }
        let kind = type.split(separator: ".").dropLast().last.map(String.init) ?? "text"
        let place = ["output_index", "content_index", "summary_index"].compactMap { event[$0]?.integer }
        let key = kind + place.map { "[\($0)]" }.joined()
        collect(event["delta"], at: [.member("delta")], key: key, into: &pieces)
        return pieces
    }

    private static func collect(
        _ value: JSONValue?,
        at steps: [JSONPath.Step],
        key: String,
        into pieces: inout [StreamPiece]
    ) {
        switch value {
        case .string(let text):
            pieces.append(StreamPiece(steps: steps, key: key, text: text))
        case .array(let elements):
            for (position, element) in elements.enumerated() {
                let index = element["index"]?.integer ?? position
                collect(element, at: steps + [.element(position)], key: "\(key)[\(index)]", into: &pieces)
            }
        case .object(let members):
            for member in members where !plain.contains(member.name) {
                collect(member.value, at: steps + [.member(member.name)], key: "\(key).\(member.name)", into: &pieces)
            }
        default: break
        }
    }
}

extension JSONValue {
    /// The document with another string at a place that has one.
    func replacing(_ steps: ArraySlice<JSONPath.Step>, with text: String) -> JSONValue {
        guard let step = steps.first else { return .string(text) }
        switch (self, step) {
        case (.object(var members), .member(let name)):
            guard let index = members.lastIndex(where: { $0.name.isSpelled(like: name) }) else { return self }
            members[index].value = members[index].value.replacing(steps.dropFirst(), with: text)
            return .object(members)
        case (.array(var elements), .element(let index)) where index < elements.count:
            elements[index] = elements[index].replacing(steps.dropFirst(), with: text)
            return .array(elements)
        default:
            return self
        }
    }
}
