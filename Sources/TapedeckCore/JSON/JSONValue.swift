// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A JSON document that keeps the order of members and the spelling of numbers.
public enum JSONValue: Sendable, Hashable {
    /// `null`
    case null
    /// `true` or `false`
    case bool(Bool)
    /// A number as it was spelled.
    case number(JSONNumber)
    /// A string, unescaped.
    case string(String)
    /// The elements in order.
    case array([JSONValue])
    /// The members in order; of members with one name the last counts.
    case object([JSONMember])

    /// The value of a member, or `nil` when this is no object or has no such member.
    public subscript(name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.last { $0.name.isSpelled(like: name) }?.value
    }

    /// The string, when this is one.
    public var string: String? {
        guard case .string(let string) = self else { return nil }
        return string
    }

    /// The number as an integer, when it is one.
    public var integer: Int? {
        guard case .number(let number) = self else { return nil }
        return Int(number.spelling) ?? Int(exactly: number.value)
    }

    /// The elements, when this is an array.
    public var elements: [JSONValue]? {
        guard case .array(let elements) = self else { return nil }
        return elements
    }
}

/// A member of a JSON object.
public struct JSONMember: Sendable, Hashable {
    /// The name, unescaped.
    public var name: String
    /// The value.
    public var value: JSONValue

    /// Creates a member.
    public init(name: String, value: JSONValue) {
        self.name = name
        self.value = value
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral
{
    /// Creates a string.
    public init(stringLiteral value: String) { self = .string(value) }
    /// Creates an integer.
    public init(integerLiteral value: Int) { self = .number(JSONNumber(value)) }
    /// Creates a boolean.
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    /// Creates an array.
    public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    /// Creates an object with its members in the order written.
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(elements.map { JSONMember(name: $0.0, value: $0.1) })
    }
    /// Creates `null`.
    public init(nilLiteral: ()) { self = .null }
}

extension JSONValue {
    /// A number from an integer.
    public static func integer(_ value: some BinaryInteger) -> JSONValue {
        .number(JSONNumber(Int(clamping: value)))
    }

    /// A number from a double, which must be finite.
    public static func decimal(_ value: Double) -> JSONValue { .number(JSONNumber(value)) }

    /// A string, or `null`.
    public static func optional(_ value: String?) -> JSONValue {
        value.map(JSONValue.string) ?? .null
    }
}
