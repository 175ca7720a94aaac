// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// A JSON object in a prompt: a schema, or an example with values or placeholders.
struct JSONExample {
    /// The text of the object.
    let text: String
    /// The schema that the answer must satisfy.
    let schema: JSONValue
    /// Whether the object is a schema itself.
    let isSchema: Bool

    /// Maximum number of braces that are tried.
    private static let limit = 64

    /// The outermost objects of a text.
    static func all(in text: String) -> [JSONExample] {
        let bytes = Array(text.utf8)
        var examples: [JSONExample] = []
        var place = 0
        var looks = 0
        while looks < limit, let start = bytes[place...].firstIndex(of: UInt8(ascii: "{")) {
            looks += 1
            place = start + 1
            guard let end = end(of: bytes, from: start) else { continue }
            guard let example = JSONExample(String(decoding: bytes[start..<end], as: UTF8.self)) else { continue }
            examples.append(example)
            place = end
        }
        return examples
    }

    /// End of the object that begins at a brace.
    private static func end(of bytes: [UInt8], from start: Int) -> Int? {
        var depth = 0
        var isText = false
        var place = start
        while place < bytes.count {
            switch bytes[place] {
            case UInt8(ascii: "\\") where isText: place += 1
            case UInt8(ascii: "\""): isText.toggle()
            case UInt8(ascii: "{") where !isText: depth += 1
            case UInt8(ascii: "}") where !isText:
                depth -= 1
                if depth == 0 { return place + 1 }
            default: break
            }
            place += 1
        }
        return nil
    }

    private init?(_ text: String) {
        self.text = text
        let document = (try? JSONValue(parsing: Array(text.utf8))) ?? (try? JSONValue(parsing: Array(text.asJSON.utf8)))
        guard let document else {
            let members = Self.members(of: text)
            guard !members.isEmpty else { return nil }
            schema = Self.schema(of: members)
            isSchema = false
            return
        }
        guard case .object(let members) = document, !members.isEmpty else { return nil }
        if case .object? = document["properties"] {
            isSchema = true
            var whole = members
            if document["type"] == nil { whole.append(JSONMember(name: "type", value: "object")) }
            schema = .object(whole)
        } else {
            isSchema = false
            schema = Self.schema(like: document)
        }
    }

    /// A schema of an object with all of these members required.
    static func schema(of members: [(name: String, schema: JSONValue)]) -> JSONValue {
        [
            "type": "object",
            "properties": .object(members.map { JSONMember(name: $0.name, value: $0.schema) }),
            "required": .array(members.map { .string($0.name) }), "additionalProperties": false,
        ]
    }

    /// The schema of an example value.
    private static func schema(like value: JSONValue) -> JSONValue {
        switch value {
        case .bool: ["type": "boolean"]
        case .number: value.integer == nil ? ["type": "number"] : ["type": "integer"]
        case .string(let hint): schema(hinted: hint)
        case .null: ["type": "string"]
        case .array(let elements):
            ["type": "array", "items": elements.first.map(schema(like:)) ?? ["type": "string"]]
        case .object(let members): schema(of: members.map { ($0.name, schema(like: $0.value)) })
        }
    }

    /// The schema of a placeholder, such as `<integer>`, `yes|no` or `list of strings`.
    private static func schema(hinted hint: String) -> JSONValue {
        let options = hint.split(separator: "|").map { option in
            String(option.drop { $0 == " " || $0 == "\"" }.prefix { $0 != "\"" }).trimmingSpaces
        }
        if options.count > 1, options.allSatisfy({ !$0.isEmpty && $0.utf8.count <= 30 }) {
            return ["type": "string", "enum": .array(options.map(JSONValue.string))]
        }
        if let first = hint.first, first.isNumber || first == "-" { return schema(ofNumbers: hint) }
        let words = Set(TextWords.lowercased(of: hint.prefix(60)))
        if !words.isDisjoint(with: ["list", "array"]) { return ["type": "array", "items": ["type": "string"]] }
        if !words.isDisjoint(with: ["int", "integer"]) { return ["type": "integer"] }
        if !words.isDisjoint(with: ["number", "float", "decimal"]) { return ["type": "number"] }
        if !words.isDisjoint(with: ["bool", "boolean"]) { return ["type": "boolean"] }
        return ["type": "string"]
    }

    /// The schema of an example number, or of a range such as `1-5`.
    private static func schema(ofNumbers hint: String) -> JSONValue {
        let bounds = hint.prefix(40).split { !$0.isNumber && $0 != "." }.compactMap { Double($0) }
        let type: JSONValue = hint.contains(".") ? "number" : "integer"
        guard bounds.count == 2, bounds[0] < bounds[1], hint.first != "-" else { return ["type": type] }
        return ["type": type, "minimum": .decimal(bounds[0]), "maximum": .decimal(bounds[1])]
    }

    /// Members of an object whose values are placeholders instead of JSON.
    private static func members(of text: String) -> [(name: String, schema: JSONValue)] {
        var members: [(name: String, schema: JSONValue)] = []
        var rest = Substring(text.dropFirst().dropLast())
        while let open = rest.firstIndex(of: "\""), members.count < 100 {
            let name = rest[rest.index(after: open)...].prefix { $0 != "\"" }
            let after = rest[name.endIndex...].dropFirst().drop(while: \.isWhitespace)
            guard after.first == ":", !name.isEmpty, name.utf8.count <= 100 else { return [] }
            let value = after.dropFirst().drop(while: \.isWhitespace)
            var depth = 0
            let hint = value.prefix { character in
                if "[{(<".contains(character) { depth += 1 } else if "]})>".contains(character) { depth -= 1 }
                return depth > 0 || (character != "," && !character.isNewline)
            }
            let schema: JSONValue =
                hint.first == "["
                ? ["type": "array", "items": Self.schema(hinted: String(hint.dropFirst().dropLast()))]
                : hint.first == "{"
                    ? Self.schema(of: Self.members(of: String(hint))) : Self.schema(hinted: String(hint))
            members.append((String(name), schema))
            rest = value[hint.endIndex...]
        }
        return members
    }
}

extension String {
    /// A printed Python dictionary as JSON.
    fileprivate var asJSON: String {
        var text = ""
        var quote: Character?
        var isEscaped = false
        var word = ""
        func spelled(_ word: String) -> String { ["True": "true", "False": "false", "None": "null"][word] ?? word }
        for character in self {
            if let open = quote {
                if isEscaped {
                    text += character == "'" ? "'" : "\\" + String(character)
                } else if character == open {
                    text += "\""
                    quote = nil
                } else if character != "\\" {
                    text += character == "\"" ? "\\\"" : String(character)
                }
                isEscaped = !isEscaped && character == "\\"
                continue
            }
            if character.isLetter {
                word.append(character)
                continue
            }
            text += spelled(word)
            word = ""
            if character == "'" || character == "\"" {
                quote = character
                text += "\""
            } else {
                text.append(character)
            }
        }
        return text + spelled(word)
    }
}
