// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A cassette whose interactions can be listed and searched, for people who look at it.
package protocol BrowsableStore: CassetteStore {
    /// The interactions with numbers in some ranges, in recorded order, without their bodies.
    /// - Parameters:
    ///   - ranges: The numbers; those that are not there are passed over.
    ///   - limit: Maximum number of interactions.
    /// - Returns: The interactions.
    /// - Throws: ``CassetteError`` when the cassette is damaged.
    func outlines(of ranges: [ClosedRange<InteractionID>], limit: Int) throws -> [InteractionOutline]
    /// Finds interactions, as far as that goes in a given time.
    /// - Parameters:
    ///   - search: The conditions.
    ///   - id: The number after which to begin.
    ///   - time: How long to search; at least one interaction is looked at.
    /// - Returns: What was found, and where to go on.
    /// - Throws: ``CassetteError`` when the cassette is damaged.
    func find(_ search: InteractionSearch, after id: InteractionID, for time: Duration) throws -> FoundInteractions
    /// The labels of sessions with the number of their interactions, in order.
    /// - Parameter limit: Maximum number of labels.
    /// - Returns: The labels; the empty one is the default session's.
    /// - Throws: ``CassetteError`` when the cassette is damaged.
    func sessionLabels(limit: Int) throws -> [(label: String, count: Int)]
}
