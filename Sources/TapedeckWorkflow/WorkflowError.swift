// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// Why a step of the workflow ends early.
package struct WorkflowError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kind of failure; more may be added.
    package struct Code: Sendable, Hashable, CustomStringConvertible {
        private enum Name: String {
            case badInput, checkFailed, unavailable
        }

        private let name: Name

        /// A file is missing or does not hold what it should.
        package static let badInput = Self(name: .badInput)
        /// The work was done, and its outcome is not the wanted one: missing samples, moved scores, a failed job.
        package static let checkFailed = Self(name: .checkFailed)
        /// The service cannot be reached, or refuses.
        package static let unavailable = Self(name: .unavailable)

        /// The name of the code, such as `badInput`.
        package var description: String { name.rawValue }
    }

    /// The kind of failure.
    package let code: Code
    /// What happened, to which input, where, and what to do about it.
    package let message: String

    /// The message.
    package var description: String { message }

    /// Creates an error.
    /// - Parameters:
    ///   - code: The kind of failure.
    ///   - message: One line for a person.
    package init(code: Code, message: String) {
        self.code = code
        self.message = message
    }

    /// A file is missing or does not hold what it should.
    package static func badInput(_ message: String) -> Self { Self(code: .badInput, message: message) }
    /// The outcome is not the wanted one.
    package static func checkFailed(_ message: String) -> Self { Self(code: .checkFailed, message: message) }
    /// The service cannot be reached, or refuses.
    package static func unavailable(_ message: String) -> Self { Self(code: .unavailable, message: message) }
}

extension WorkflowError {
    /// A file that cannot be read, with what the operating system says.
    static func unreadable(_ path: String, _ reason: String) -> Self {
        .badInput("\(path) cannot be read: \(reason). Check the path.")
    }

    /// A file that cannot be written, with what the operating system says.
    static func unwritable(_ path: String, _ reason: String) -> Self {
        .badInput("\(path) cannot be written: \(reason).")
    }
}

/// Texts as they are shown in messages.
enum JSONText {
    /// A text in quotes, escaped, cut to what fits a line.
    static func excerpt(_ text: String, limit: Int = 60) -> String {
        let cut = text.count > limit ? text.prefix(limit) + "…" : text[...]
        return JSONValue.string(String(cut)).text()
    }

    /// A value as JSON, cut to what fits a line.
    static func excerpt(_ value: JSONValue, limit: Int = 60) -> String {
        if let text = value.string { return excerpt(text, limit: limit) }
        return String(value.text().prefix(limit))
    }
}
