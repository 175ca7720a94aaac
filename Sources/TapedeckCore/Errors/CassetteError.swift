// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// An error of a cassette: its file, its content, or a request it cannot fulfil.
public struct CassetteError: RemediableError {
    /// The kind of failure; more may be added.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        /// The name of the code, such as `not_a_cassette`.
        public let description: String

        private init(_ description: String) { self.description = description }

        /// There is no such file.
        public static let notFound = Code("not_found")
        /// The file exists and is something else.
        public static let notACassette = Code("not_a_cassette")
        /// The cassette was written by a newer version.
        public static let newerVersion = Code("newer_version")
        /// The file is damaged.
        public static let damaged = Code("damaged")
        /// The file or its folder cannot be written.
        public static let readOnly = Code("read_only")
        /// Another process records into the cassette.
        public static let inUse = Code("in_use")
        /// The disk is full or failed.
        public static let writeFailed = Code("write_failed")
        /// The file was replaced, moved or written over while it was recorded into.
        public static let displaced = Code("displaced")
        /// The request is not possible for this cassette.
        public static let invalidArgument = Code("invalid_argument")
    }

    /// The kind of failure.
    public let code: Code
    /// The problem, in one line that names the cassette; ``description`` adds the next step.
    public let message: String
    /// The next step, where its wording depends on the interface.
    package let remedy: Remedy?
    /// The error underneath, if any.
    public let cause: (any Error)?

    /// Creates an error.
    package init(code: Code, message: String, remedy: Remedy? = nil, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.remedy = remedy
        self.cause = cause
    }
}

extension CassetteError: CustomStringConvertible {
    /// The problem and the next step, in one line.
    public var description: String { text(for: .library) }
}
