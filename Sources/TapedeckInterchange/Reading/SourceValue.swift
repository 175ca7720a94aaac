// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// A value of a source file, whether the file is JSON or YAML.
enum SourceValue: Sendable, Hashable {
    /// `null`, a boolean, a number or a string; everything but `null` is a string when the file is YAML.
    case scalar(JSONValue)
    /// The bytes of a YAML scalar with a binary tag.
    case bytes([UInt8])
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

    /// The text of a scalar as it is spelled; `nil` for `null`, lists and maps.
    var text: String? {
        switch self {
        case .scalar(.string(let text)): text
        case .scalar(.number(let number)): number.spelling
        case .scalar(.bool(let flag)): String(flag)
        case .bytes(let bytes): String(decoding: bytes, as: UTF8.self)
        default: nil
        }
    }

    /// The number, when this is the spelling of an integer.
    var integer: Int? {
        text.flatMap { Int($0) }
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

    /// The value as JSON; bytes become text.
    var json: JSONValue {
        switch self {
        case .scalar(let json): json
        case .bytes(let bytes): .string(String(decoding: bytes, as: UTF8.self))
        case .list(let elements): .array(elements.map(\.json))
        case .map(let map): .object(map.members.map { JSONMember(name: $0.name, value: $0.value.json) })
        }
    }
}
