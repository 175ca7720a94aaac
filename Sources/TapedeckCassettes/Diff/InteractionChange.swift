// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

package import TapedeckCore

/// A change of an interaction between two cassettes.
package struct InteractionChange: Sendable, Hashable {
    /// A place at which the two differ.
    package struct Difference: Sendable, Hashable {
        /// The place that differs: `status`, `request header content-type`, `response $.choices[0].text`.
        package let place: String
        /// The value in the first cassette.
        package let left: JSONValue?
        /// The value in the second cassette.
        package let right: JSONValue?
    }

    /// The number in the first cassette; `nil` for what was added.
    package let left: InteractionID?
    /// The number in the second cassette; `nil` for what was removed.
    package let right: InteractionID?
    /// The session, empty for the default one.
    package let session: String
    /// Method and target.
    package let requestLine: String
    /// The status of the answer.
    package let status: Int
    /// The first places at which they differ; empty when one of them is not there.
    package let differences: [Difference]
    /// How many places differ in all.
    package let count: Int
}
