// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// An error that ends a step of the workflow.
public struct WorkflowError: Error, Sendable, Hashable, CustomStringConvertible {
    /// A kind of failure; more may be added.
    public struct Code: Sendable, Hashable {
        private enum Name {
            case badInput, checkFailed, unavailable
        }

        private let name: Name

        /// A file or a setting is missing or invalid.
        public static let badInput = Self(name: .badInput)
        /// The work was done with an unwanted outcome, such as a failed job or no answer at all.
        public static let checkFailed = Self(name: .checkFailed)
        /// The service cannot be reached, or refuses requests.
        public static let unavailable = Self(name: .unavailable)
    }

    /// A next step that resolves an error.
    package enum Remedy: Sendable, Hashable {
        /// Run in another folder.
        case otherFolder
        /// Run in another folder, or drop the content of the folder.
        case otherFolderOrRestart(Restart)
        /// Drop the content of the folder.
        case restart(Restart)
    }

    /// The consequence of dropping the content of a folder.
    package enum Restart: String, Sendable, Hashable {
        /// All results are dropped.
        case results = "drop those results and pay for all of them again"
        /// The answers of one model are dropped.
        case answers = "drop those answers and request all of them again"
        /// The state of a job is dropped.
        case job = "create another job"
    }

    /// The kind of failure.
    public let code: Code
    /// The problem, the input and the place.
    public let message: String
    /// The next step, where it depends on the caller's interface.
    package let remedy: Remedy?

    /// The message, with the next step as a hint for callers of the library.
    public var description: String { described(by: remedy?.hint) }

    /// Creates an error.
    /// - Parameters:
    ///   - code: The kind of failure.
    ///   - message: What happened, to which input, and where.
    ///   - remedy: The next step, where it depends on the caller's interface.
    package init(code: Code, message: String, remedy: Remedy? = nil) {
        self.code = code
        self.message = message
        self.remedy = remedy
    }

    /// The message, followed by the next step in the words of an interface.
    package func described(by step: String?) -> String {
        guard let step else { return message }
        return message + (message.hasSuffix(".") ? " " : ". ") + step
    }

    /// A file or a setting is missing or invalid.
    package static func badInput(_ message: String, _ remedy: Remedy? = nil) -> Self {
        Self(code: .badInput, message: message, remedy: remedy)
    }
    /// The work was done with an unwanted outcome.
    package static func checkFailed(_ message: String, _ remedy: Remedy? = nil) -> Self {
        Self(code: .checkFailed, message: message, remedy: remedy)
    }
    /// The service cannot be reached, or refuses requests.
    package static func unavailable(_ message: String) -> Self { Self(code: .unavailable, message: message) }
}

extension WorkflowError.Remedy {
    /// The next step for a caller of the library.
    fileprivate var hint: String {
        switch self {
        case .otherFolder: "Use another folder."
        case .otherFolderOrRestart(let restart):
            "Use another folder, or run with 'restarts: true' to \(restart.rawValue)."
        case .restart(let restart): "Run with 'restarts: true' to \(restart.rawValue)."
        }
    }
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
