// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// A value of a source file, whether the file is JSON or YAML.
enum SourceValue: Sendable, Hashable {
    /// `null`, a boolean, a number or a string; in YAML `null` or a string in quotes.
    case scalar(JSONValue)
    /// A YAML scalar without quotes: text to most readers, though it may stand for a number or a boolean.
    case plain(String)
    /// The bytes of a YAML scalar with a binary tag.
    case bytes([UInt8])
    /// A value that cannot be decoded, and why.
    case damaged(String)
    case list([SourceValue])
    case map(SourceMap)

    /// The value of a member, `nil` when this is no map, or has no such member, or the member is `null`.
    subscript(name: String) -> SourceValue? {
        guard case .map(let map) = self else { return nil }
        let value = map.members.last { $0.name.isSpelled(like: name) }?.value
        return value == .scalar(.null) ? nil : value
    }

    /// The elements, when this is a list.
    var elements: [SourceValue]? {
        guard case .list(let elements) = self else { return nil }
        return elements
    }

    /// The members, when this is a map.
    var members: [SourceMember]? {
        guard case .map(let map) = self else { return nil }
        return map.members
    }

    /// The line the value begins at, when it is a map of a YAML file.
    var line: Int? {
        guard case .map(let map) = self else { return nil }
        return map.line
    }

    /// Whether this is a string of a JSON file.
    var isString: Bool {
        if case .scalar(.string) = self { true } else { false }
    }

    /// The text of a scalar as it is spelled; `nil` for `null`, lists and maps.
    var text: String? {
        switch self {
        case .scalar(.string(let text)), .plain(let text): text
        case .scalar(.number(let number)): number.spelling
        case .scalar(.bool(let flag)): String(flag)
        case .bytes(let bytes): String(decoding: bytes, as: UTF8.self)
        default: nil
        }
    }

    /// The number, when this is the spelling of an integer, such as `200` or `200.0`.
    var integer: Int? {
        text.flatMap { text in Int(text) ?? Double(text).flatMap(Int.init(exactly:)) }
    }

    /// Why a value in this one cannot be decoded; `nil` when all can.
    var damage: String? {
        switch self {
        case .damaged(let reason): reason
        case .plain(let text) where YAMLScalar.isBeyondJSON(text):
            "a number of a body is \(text), which JSON cannot spell"
        case .list(let elements): elements.lazy.compactMap(\.damage).first
        case .map(let map): map.members.lazy.compactMap(\.value.damage).first
        default: nil
        }
    }

    /// The number, when this is the spelling of one.
    var number: Double? {
        text.flatMap { Double($0) }
    }
}

/// The members of a map, in order.
struct SourceMap: Sendable, Hashable {
    var members: [SourceMember]
    /// The line the map begins at, counted from 1.
    var line: Int?
}

/// A member of a map.
struct SourceMember: Sendable, Hashable {
    var name: String
    var value: SourceValue
}

extension SourceValue {
    /// Takes over a JSON document.
    init(_ json: JSONValue) {
        switch json {
        case .array(let elements): self = .list(elements.map(SourceValue.init))
        case .object(let members):
            self = .map(SourceMap(members: members.map { SourceMember(name: $0.name, value: SourceValue($0.value)) }))
        default: self = .scalar(json)
        }
    }

    /// The value as JSON; bytes become text, and scalars without quotes what they stand for.
    var json: JSONValue {
        switch self {
        case .scalar(let json): json
        case .plain(let text): YAMLScalar.json(text)
        case .damaged: .null
        case .bytes(let bytes): .string(String(decoding: bytes, as: UTF8.self))
        case .list(let elements): .array(elements.map(\.json))
        case .map(let map): .object(map.members.map { JSONMember(name: $0.name, value: $0.value.json) })
        }
    }
}
