// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

package import TapedeckCore

extension JSONValue {
    /// A number that reads back to the same bits; `null` for infinity and NaN.
    package static func double(_ value: Double) -> JSONValue {
        // Swift writes a finite double in the fewest digits that read back to it, in JSON's syntax.
        (try? JSONValue(parsing: Array(value.description.utf8))) ?? .null
    }

    /// The number as a double, when this is one.
    package var double: Double? {
        guard case .number(let number) = self else { return nil }
        return number.value
    }

    /// The truth value, when this is one.
    package var bool: Bool? {
        guard case .bool(let value) = self else { return nil }
        return value
    }
}
