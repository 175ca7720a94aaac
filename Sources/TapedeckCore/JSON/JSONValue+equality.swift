// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

// Strings and names are the same when they have the same scalars (RFC 8259, section 8.3), which is not what Swift's
// comparison of strings asks.

extension JSONValue {
    /// Whether documents are spelled alike, but for white space and escapes.
    package static func == (left: JSONValue, right: JSONValue) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.bool(let left), .bool(let right)): left == right
        case (.number(let left), .number(let right)): left == right
        case (.string(let left), .string(let right)): left.isSpelled(like: right)
        case (.array(let left), .array(let right)): left == right
        case (.object(let left), .object(let right)): left == right
        default: false
        }
    }

    /// Adds the document to a hash.
    package func hash(into hasher: inout Hasher) {
        switch self {
        case .null: hasher.combine(0)
        case .bool(let value): hasher.combine(value)
        case .number(let number): hasher.combine(number)
        case .string(let string): hasher.combine(spelling: string)
        case .array(let elements): hasher.combine(elements)
        case .object(let members): hasher.combine(members)
        }
    }
}

extension JSONMember {
    /// Whether name and value are spelled alike.
    package static func == (left: JSONMember, right: JSONMember) -> Bool {
        left.name.isSpelled(like: right.name) && left.value == right.value
    }

    /// Adds name and value to a hash.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(spelling: name)
        hasher.combine(value)
    }
}

extension JSONPath.Step {
    /// Whether steps lead to the same place.
    package static func == (left: JSONPath.Step, right: JSONPath.Step) -> Bool {
        switch (left, right) {
        case (.member(let left), .member(let right)), (.anywhere(let left), .anywhere(let right)):
            left.isSpelled(like: right)
        case (.element(let left), .element(let right)): left == right
        case (.all, .all): true
        default: false
        }
    }

    /// Adds the step to a hash.
    package func hash(into hasher: inout Hasher) {
        switch self {
        case .member(let name): hasher.combine(spelling: name)
        case .element(let index): hasher.combine(index)
        case .all: hasher.combine(0 as UInt8)
        case .anywhere(let name):
            hasher.combine(1 as UInt8)
            hasher.combine(spelling: name)
        }
    }
}
