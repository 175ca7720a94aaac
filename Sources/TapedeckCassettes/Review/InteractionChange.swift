// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

public import TapedeckCore

/// What has become of an interaction from one cassette to another.
public struct InteractionChange: Sendable, Hashable {
    /// A place at which the two differ.
    public struct Difference: Sendable, Hashable {
        /// What differs: `status`, `request header content-type`, `response $.choices[0].text`.
        public let place: String
        /// What the first has there.
        public let left: JSONValue?
        /// What the second has there.
        public let right: JSONValue?
    }

    /// The number in the first cassette; `nil` for what was added.
    public let left: InteractionID?
    /// The number in the second cassette; `nil` for what was removed.
    public let right: InteractionID?
    /// The session, empty for the default one.
    public let session: String
    /// Method and target.
    public let requestLine: String
    /// The status of the answer.
    public let status: Int
    /// The first places at which they differ; empty when one of them is not there.
    public let differences: [Difference]
    /// How many places differ in all.
    public let count: Int
}
