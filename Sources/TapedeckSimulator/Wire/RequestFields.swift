// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// Members of a JSON object in a request, read with the service's error messages.
///
/// `null` counts as missing, as it does for the service.
struct RequestFields: Sendable {
    /// The members in order, without `null` ones.
    let members: [JSONMember]
    /// Path of the object, such as `messages[0]`; empty for the whole request.
    let path: String

    /// Reads the members of an object.
    /// - Parameters:
    ///   - value: The object.
    ///   - path: Its path in the request; empty for the whole request.
    /// - Throws: ``APIError`` when the value is not an object.
    init(_ value: JSONValue, at path: String = "") throws(APIError) {
        guard case .object(let members) = value else {
            guard path.isEmpty else { throw .wrongType(path, expected: "an object", got: value) }
            throw .unreadableJSON
        }
        self.members = members.filter { $0.value != .null }
        self.path = path
    }

    /// Reads the body of a request; an empty body counts as an empty object.
    /// - Throws: ``APIError`` when the body is not a JSON object.
    init(parsing bytes: ArraySlice<UInt8>) throws(APIError) {
        guard !bytes.isEmpty else {
            try self.init([:])
            return
        }
        guard let document = try? JSONValue(parsing: bytes) else { throw .unreadableJSON }
        try self.init(document)
    }

    /// The member with this name.
    subscript(name: String) -> JSONValue? { members.last { $0.name.isSpelled(like: name) }?.value }

    /// The path of a member, for error messages.
    func path(of name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }

    /// The required member with this name.
    func required(_ name: String) throws(APIError) -> JSONValue {
        guard let value = self[name] else { throw .missing(path(of: name)) }
        return value
    }

    /// Throws for members other than these.
    func allow(only names: Set<String>) throws(APIError) {
        for member in members where !names.contains(member.name) { throw .unknownParameter(path(of: member.name)) }
    }

    /// An optional string.
    func string(_ name: String, length: ClosedRange<Int>? = nil) throws(APIError) -> String? {
        guard let value = self[name] else { return nil }
        guard let string = value.string else {
            throw .wrongType(path(of: name), expected: "a string", got: value)
        }
        if let length {
            let count = string.unicodeScalars.count
            if count < length.lowerBound {
                throw .wrongLength(path(of: name), length: count, bound: length.lowerBound, isBelow: true)
            }
            if count > length.upperBound {
                throw .wrongLength(path(of: name), length: count, bound: length.upperBound, isBelow: false)
            }
        }
        return string
    }

    /// An optional name of up to 64 characters that match a pattern.
    func name(_ name: String, like pattern: NamePattern) throws(APIError) -> String? {
        guard let text = try string(name, length: 1...64) else { return nil }
        guard pattern.accepts(text) else {
            throw APIError(
                message:
                    "Invalid '\(path(of: name))': string does not match pattern. Expected a string that matches the "
                    + "pattern '\(pattern.rawValue)'.",
                param: path(of: name),
                code: "invalid_value"
            )
        }
        return text
    }

    /// An optional string of a closed set.
    func string(_ name: String, oneOf supported: [String]) throws(APIError) -> String? {
        guard let string = try string(name) else { return nil }
        guard supported.contains(string) else {
            throw .wrongValue(path(of: name), got: string, supported: supported)
        }
        return string
    }

    /// An optional integer.
    func integer(_ name: String, in range: ClosedRange<Int>? = nil) throws(APIError) -> Int? {
        guard let value = self[name] else { return nil }
        guard case .number(let number) = value, let integer = value.integer else {
            throw .wrongType(path(of: name), expected: "an integer", got: value)
        }
        if let range, !range.contains(integer) {
            let isBelow = integer < range.lowerBound
            throw .outOfRange(
                path(of: name),
                isInteger: true,
                isBelow: isBelow,
                bound: "\(isBelow ? range.lowerBound : range.upperBound)",
                got: number.spelling
            )
        }
        return integer
    }

    /// An optional number.
    func number(_ name: String, in range: ClosedRange<Double>? = nil) throws(APIError) -> Double? {
        guard let value = self[name] else { return nil }
        guard case .number(let number) = value else {
            throw .wrongType(path(of: name), expected: "a decimal", got: value)
        }
        if let range, !range.contains(number.value) {
            let isBelow = number.value < range.lowerBound
            throw .outOfRange(
                path(of: name),
                isInteger: false,
                isBelow: isBelow,
                bound: JSONNumber(isBelow ? range.lowerBound : range.upperBound).canonical,
                got: number.spelling
            )
        }
        return number.value
    }

    /// An optional boolean.
    func bool(_ name: String) throws(APIError) -> Bool? {
        guard let value = self[name] else { return nil }
        guard case .bool(let bool) = value else {
            throw .wrongType(path(of: name), expected: "a boolean", got: value)
        }
        return bool
    }

    /// An optional array.
    func array(_ name: String, count: ClosedRange<Int>? = nil) throws(APIError) -> [JSONValue]? {
        guard let value = self[name] else { return nil }
        guard let elements = value.elements else {
            throw .wrongType(path(of: name), expected: "an array", got: value)
        }
        if let count {
            if elements.count < count.lowerBound {
                throw .wrongCount(path(of: name), count: elements.count, bound: count.lowerBound, isBelow: true)
            }
            if elements.count > count.upperBound {
                throw .wrongCount(path(of: name), count: elements.count, bound: count.upperBound, isBelow: false)
            }
        }
        return elements
    }

    /// An optional object.
    func object(_ name: String) throws(APIError) -> RequestFields? {
        guard let value = self[name] else { return nil }
        return try RequestFields(value, at: path(of: name))
    }

    /// The optional `metadata` of a request: up to 16 pairs of strings.
    func metadata() throws(APIError) -> [JSONMember]? {
        guard let fields = try object("metadata") else { return nil }
        guard fields.members.count <= 16 else {
            throw APIError(
                message: "Invalid 'metadata': too many properties. Expected an object with at most 16 properties, but "
                    + "got an object with \(fields.members.count) properties instead.",
                param: "metadata",
                code: "object_above_max_properties"
            )
        }
        for member in fields.members {
            guard member.name.unicodeScalars.count <= 64 else {
                throw APIError(
                    message: "Invalid 'metadata': key too long. Expected a key with maximum length 64, but got a key "
                        + "with length \(member.name.unicodeScalars.count) instead.",
                    param: "metadata",
                    code: "string_above_max_length"
                )
            }
            _ = try fields.string(member.name, length: 0...512)
        }
        return fields.members
    }
}

/// Pattern of a name, as the service's errors spell it.
enum NamePattern: String {
    /// Names of functions, tools and schemas.
    case identifier = "^[a-zA-Z0-9_-]+$"
    /// Names of the authors of messages.
    case speaker = #"^[^\s<|\\/>]+$"#

    func accepts(_ text: String) -> Bool {
        switch self {
        case .identifier: text.isPlainName
        case .speaker:
            text.unicodeScalars.allSatisfy { !$0.properties.isWhitespace && !"<|\\/>".unicodeScalars.contains($0) }
        }
    }
}
