// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// Known differences between OpenAI's description and the service.
enum SchemaQuirks {
    /// Whether a value of another type is what the service always sends.
    static func isKnown(_ value: JSONValue, at steps: [JSONPath.Step], expected: [SchemaNode.Kind]) -> Bool {
        guard case .member(let name)? = steps.last else { return false }
        return switch (name, value) {
        // An empty list has no first and last element.
        case ("first_id", .null), ("last_id", .null): true
        // With encoding_format base64.
        case ("embedding", .string): expected.contains(.array)
        default: false
        }
    }

    /// Whether another value than the ones listed is what the service sends: stored messages are of every role.
    static func isKnown(_ value: JSONValue, at steps: [JSONPath.Step], amongst values: [JSONValue]) -> Bool {
        steps.last == .member("role") && steps.first == .member("data") && values == ["assistant"]
    }

    /// Whether an object may lack what it should have: a fine-tuning job without an error has an empty one.
    static func mayBeEmpty(at steps: [JSONPath.Step]) -> Bool {
        steps.last == .member("error")
    }
}
