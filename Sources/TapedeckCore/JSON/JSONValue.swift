// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A JSON document that keeps the order of members and the spelling of numbers.
package enum JSONValue: Sendable, Hashable {
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
    package subscript(name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.last { $0.name.isSpelled(like: name) }?.value
    }

    /// The string, when this is one.
    package var string: String? {
        guard case .string(let string) = self else { return nil }
        return string
    }

    /// The number as an integer, when it is one.
    package var integer: Int? {
        guard case .number(let number) = self else { return nil }
        return Int(number.spelling) ?? Int(exactly: number.value)
    }

    /// The number as a double, when this is a number.
    package var double: Double? {
        guard case .number(let number) = self else { return nil }
        return number.value
    }

    /// The truth value, when this is one.
    package var bool: Bool? {
        guard case .bool(let value) = self else { return nil }
        return value
    }

    /// The elements, when this is an array.
    package var elements: [JSONValue]? {
        guard case .array(let elements) = self else { return nil }
        return elements
    }
}

/// A member of a JSON object.
package struct JSONMember: Sendable, Hashable {
    /// The name, unescaped.
    package var name: String
    /// The value.
    package var value: JSONValue

    /// Creates a member.
    package init(name: String, value: JSONValue) {
        self.name = name
        self.value = value
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral
{
    /// Creates a string.
    package init(stringLiteral value: String) { self = .string(value) }
    /// Creates an integer.
    package init(integerLiteral value: Int) { self = .number(JSONNumber(value)) }
    /// Creates a boolean.
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    /// Creates an array.
    package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    /// Creates an object with its members in the order written.
    package init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(elements.map { JSONMember(name: $0.0, value: $0.1) })
    }
    /// Creates `null`.
    package init(nilLiteral: ()) { self = .null }
}

extension JSONValue {
    /// A number from an integer.
    package static func integer(_ value: some BinaryInteger) -> JSONValue {
        .number(JSONNumber(Int(clamping: value)))
    }

    /// A number from a double, which reads back to the same bits; `null` for infinity and NaN.
    package static func decimal(_ value: Double) -> JSONValue { value.isFinite ? .number(JSONNumber(value)) : .null }

    /// A string, or `null`.
    package static func optional(_ value: String?) -> JSONValue {
        value.map(JSONValue.string) ?? .null
    }
}
