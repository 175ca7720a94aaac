// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// An error that ends a step of the workflow.
package struct WorkflowError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kind of failure; more may be added.
    package struct Code: Sendable, Hashable, CustomStringConvertible {
        private enum Name: String {
            case badInput, checkFailed, unavailable
        }

        private let name: Name

        /// A file or a setting is missing or invalid.
        package static let badInput = Self(name: .badInput)
        /// The work was done with an unwanted outcome: missing samples, changed scores, a failed job.
        package static let checkFailed = Self(name: .checkFailed)
        /// The service cannot be reached, or refuses requests.
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

    /// A file or a setting is missing or invalid.
    package static func badInput(_ message: String) -> Self { Self(code: .badInput, message: message) }
    /// The work was done with an unwanted outcome.
    package static func checkFailed(_ message: String) -> Self { Self(code: .checkFailed, message: message) }
    /// The service cannot be reached, or refuses requests.
    package static func unavailable(_ message: String) -> Self { Self(code: .unavailable, message: message) }
}

extension WorkflowError {
    /// The error of a file that cannot be read, with the operating system's message.
    static func unreadable(_ path: String, _ reason: String) -> Self {
        .badInput("\(path) cannot be read: \(reason). Check the path.")
    }

    /// The error of a file that cannot be written, with the operating system's message.
    static func unwritable(_ path: String, _ reason: String) -> Self {
        .badInput("\(path) cannot be written: \(reason).")
    }
}

/// Excerpts of texts for messages.
enum JSONText {
    /// A text in quotes, escaped and truncated to fit a line.
    static func excerpt(_ text: String, limit: Int = 60) -> String {
        let cut = text.count > limit ? text.prefix(limit) + "…" : text[...]
        return JSONValue.string(String(cut)).text()
    }

    /// A value as JSON, truncated to fit a line.
    static func excerpt(_ value: JSONValue, limit: Int = 60) -> String {
        if let text = value.string { return excerpt(text, limit: limit) }
        return String(value.text().prefix(limit))
    }
}
