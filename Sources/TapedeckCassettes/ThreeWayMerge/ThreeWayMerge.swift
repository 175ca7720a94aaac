// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
package import TapedeckCore

/// Merges two versions of a cassette that come from one, as version control does.
///
/// Interactions are told apart by session, fingerprint and answer: status, outcome, body, and the header fields that do
/// not differ with every request. What one side removed stays removed, what one side recorded is added; a request that
/// both changed in different ways is a conflict.
package struct ThreeWayMerge: Sendable {
    /// Whose recordings of a request are taken in a conflict.
    package enum Preference: String, Sendable, Hashable, CaseIterable {
        /// Ours.
        case ours
        /// Theirs.
        case theirs
        /// Both: theirs are played after ours.
        case both
    }

    /// A request whose recordings both sides changed in different ways.
    package struct Conflict: Sendable, Hashable {
        /// The session, empty for the default one.
        package let session: String
        /// Method and target.
        package let requestLine: String
        /// The beginning of what the request asks, if it can be read.
        package let prompt: String?
        /// Our first recording; `nil` when we removed them.
        package let ours: Place?
        /// Their first recording; `nil` when they removed them.
        package let theirs: Place?
    }

    /// An interaction of one side.
    package struct Place: Sendable, Hashable {
        /// The number in its cassette.
        package let id: InteractionID
        /// The status of the response.
        package let status: Int
    }

    /// The outcome of a merge.
    package struct Outcome: Sendable, Hashable {
        /// The interactions of the merged cassette.
        package var interactions = 0
        /// Those that came from theirs.
        package var taken = 0
        /// Those of ours that went.
        package var dropped = 0
        /// Requests that both sides changed in different ways.
        package var conflicts = 0
    }

    /// Whose recordings are taken in a conflict.
    package var preference: Preference

    /// Creates a merge.
    package init(preference: Preference = .ours) {
        self.preference = preference
    }

    /// Merges cassettes; until the new file is whole, what lies at the target stays as it is.
    /// - Parameters:
    ///   - base: The version both come from; `nil` when there is none.
    ///   - ours: Our version, whose numbers are kept.
    ///   - theirs: Their version.
    ///   - target: Where the merged one goes; may be the path of ours.
    ///   - progress: Called with the number of interactions looked at.
    ///   - report: Called with the first conflicts; all are counted.
    /// - Returns: The outcome; with conflicts, the merged cassette has what ``preference`` says.
    /// - Throws: ``CassetteError``; nothing is changed then.
    package func run(
        base: String?,
        ours: String,
        theirs: String,
        into target: String,
        progress: (Int) -> Void = { _ in },
        report: (Conflict) -> Void = { _ in }
    ) throws -> Outcome {
        try CassetteFile.requireRoom(target)
        let isTaken = CassetteFile.exists(target) && !CassetteFile.isEmpty(target)
        let lock = isTaken ? try CassetteRewrite.claim(target) : nil
        defer { lock?.release() }
        let sides = try ThreeWaySides(base: base, ours: ours, theirs: theirs)
        defer { sides.removeCopies() }
        var seen = 0
        let plan = try sides.open { base, ours, theirs in
            try ThreeWayPlan(base: base, ours: ours, theirs: theirs, preference: preference) {
                seen += 1
                progress(seen)
            }
        }
        plan.conflicts.forEach(report)
        let isUnchanged = plan.taken.isEmpty && plan.dropped.isEmpty && sides.metadata == sides.ours.metadata
        if isUnchanged, target == ours { return plan.outcome }
        try write(plan, of: sides, to: target) { progress(seen + $0) }
        return plan.outcome
    }

    private func write(
        _ plan: ThreeWayPlan,
        of sides: ThreeWaySides,
        to target: String,
        progress: (Int) -> Void
    ) throws {
        try CassetteDraft.write(target, metadata: sides.metadata) { draft in
            var copied = 0
            func copy(_ side: ThreeWaySides.Side, offset: InteractionID, keeps: (InteractionID) -> Bool) throws {
                let before = copied
                do {
                    try draft.copy(from: side.path, offset: offset, keeps: keeps) {
                        copied = before + $0
                        progress(copied)
                    }
                } catch {
                    throw CassetteError.wrapping(error, path: side.origin)
                }
            }
            try copy(sides.ours, offset: 0) { !plan.dropped.contains($0) }
            try copy(sides.theirs, offset: plan.offset, keeps: plan.taken.contains)
            try draft.reserve(upTo: plan.lastID)
            guard sides.isMixed else { return }
            try draft.inTransaction {
                try FingerprintSource.rewrite(
                    sides.metadata.matchingRules,
                    redaction: sides.metadata.redactionRules,
                    draft.db
                )
            }
        }
    }
}
