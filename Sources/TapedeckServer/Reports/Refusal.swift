// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

package import TapedeckCore

/// Refused requests that reached neither a session nor the control API.
package struct Refusal: Sendable, Hashable {
    /// Method and path, redacted.
    package let requestLine: String
    /// The code in the answer's envelope, such as `unknown_url`.
    package let code: String
    /// The problem and its remedy.
    package let reason: String
    /// How many there were.
    package internal(set) var count: Int

    /// The refusal as reports show it.
    package var json: JSONValue {
        [
            "request": .string(requestLine), "code": .string(code), "message": .string(reason),
            "count": .integer(count),
        ]
    }

    /// One line for people.
    package var text: String { "\(requestLine)\(count > 1 ? " (\(count) times)" : ""): \(reason)" }
}
