// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// An error of scoring: an option out of range, or a candidate without references.
public struct RougeError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kind of failure; more may be added.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        private enum Name: String {
            case invalidMetric, invalidConfidence, invalidResamples, noReference
        }

        private let name: Name

        /// A metric name that does not exist.
        public static let invalidMetric = Self(name: .invalidMetric)
        /// A confidence outside `0...1`.
        public static let invalidConfidence = Self(name: .invalidConfidence)
        /// A number of resamples below 1.
        public static let invalidResamples = Self(name: .invalidResamples)
        /// A candidate with an empty list of references.
        public static let noReference = Self(name: .noReference)

        /// The name of the code, such as `noReference`.
        public var description: String { name.rawValue }
    }

    /// The kind of failure.
    public let code: Code
    /// The problem, the input, and what is allowed.
    public let message: String

    /// The message.
    public var description: String { message }

    init(code: Code, message: String) {
        self.code = code
        self.message = message
    }
}
