// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

internal import TapedeckCore

/// Reads one message.
struct MessageReader {
    /// Which message it is, such as `message 2`.
    let place: String

    func read(_ value: JSONValue) throws(ExampleFault) -> TrainingMessage {
        guard case .object = value else { throw ExampleFault(place, "Input should be a valid dictionary") }
        let role = try role(of: value)
        let calls = try ToolReader.calls(of: value, place)
        guard calls.isEmpty || role == .assistant else {
            throw ExampleFault(place, "Only messages from the assistant may call tools")
        }
        if role == .tool { try requireText("tool_call_id", of: value) }
        if role == .function { try requireText("name", of: value) }
        if let name = value["name"], name != .null, name.string == nil {
            throw .wrongType(place, "name", "a valid string")
        }
        let (content, images) = try content(of: value, role, mayLack: !calls.isEmpty)
        let isTrained = try isTrained(value, role)
        return TrainingMessage(role: role, content: content, isTrained: isTrained, calls: calls, images: images)
    }

    private func role(of value: JSONValue) throws(ExampleFault) -> TrainingMessage.Role {
        guard let role = value["role"] else { throw ExampleFault(place, "Discriminator 'role' is missing in value") }
        guard let name = role.string else { throw .wrongType(place, "role", "a valid string") }
        guard let role = TrainingMessage.Role(rawValue: name) else {
            let roles = TrainingMessage.Role.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
            let shown = Self.shortened(name)
            throw ExampleFault(
                place,
                "Input tag '\(shown)' found using 'role' does not match any of the expected tags: \(roles)"
            )
        }
        return role
    }

    private func requireText(_ name: String, of value: JSONValue) throws(ExampleFault) {
        guard let field = value[name] else { throw .required(place, name) }
        guard field.string != nil else { throw .wrongType(place, name, "a valid string") }
    }

    private func isTrained(_ value: JSONValue, _ role: TrainingMessage.Role) throws(ExampleFault) -> Bool {
        guard let weight = value["weight"] else { return role == .assistant }
        guard role == .assistant else {
            throw ExampleFault(place, "Only messages from the assistant may have a 'weight'")
        }
        guard let number = weight.integer, number == 0 || number == 1 else {
            throw .wrongType(place, "weight", "0 or 1")
        }
        return number == 1
    }

    // MARK: - Content

    private func content(
        of value: JSONValue,
        _ role: TrainingMessage.Role,
        mayLack: Bool
    ) throws(ExampleFault) -> (text: String?, images: Int) {
        switch value["content"] {
        case nil where mayLack, .null? where mayLack: return (nil, 0)
        case nil,
            .null? where role == .assistant && value["refusal"]?.string != nil:
            // A refusal stands in the place of the content.
            if role == .assistant, let refusal = value["refusal"]?.string { return (refusal, 0) }
            throw .required(place, "content")
        case .string(let text)?: return (text, 0)
        case .array(let parts)?:
            guard !parts.isEmpty else { throw .wrongType(place, "content", "a list of at least 1 content part") }
            return try joined(parts, role)
        default: throw .wrongType(place, "content", "a valid string or a list of content parts")
        }
    }

    private func joined(_ parts: [JSONValue], _ role: TrainingMessage.Role) throws(ExampleFault) -> (String, Int) {
        var (text, images) = ("", 0)
        for (index, part) in parts.enumerated() {
            let place = "\(place), content part \(index + 1)"
            guard let type = part["type"]?.string else { throw .required(place, "type") }
            switch (type, role) {
            case ("text", _), ("refusal", .assistant):
                guard let words = part[type]?.string else { throw .wrongType(place, type, "a valid string") }
                text += words
            case ("image_url", .user):
                guard part["image_url"]?["url"]?.string != nil else { throw .required(place, "image_url.url") }
                images += 1
            default:
                throw ExampleFault(
                    place,
                    "The type '\(Self.shortened(type))' is not allowed in a message of role '\(role.rawValue)'"
                )
            }
        }
        return (text, images)
    }

    /// A text of the file, short enough for a message.
    private static func shortened(_ text: String) -> String {
        let scalars = text.unicodeScalars
        return scalars.count > 64 ? String(String.UnicodeScalarView(scalars.prefix(64))) + "..." : text
    }
}
