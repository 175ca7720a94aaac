// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

package import TapedeckCore

/// Removes interactions from a cassette; the file shrinks, and the rest keep their numbers.
package struct CassettePruning: Sendable {
    /// An interaction that is taken out.
    package struct Pruned: Sendable, Hashable {
        /// Its number.
        package let id: InteractionID
        /// Method and target.
        package let requestLine: String
        /// The status of its answer.
        package let status: Int
    }

    /// The outcome of pruning.
    package struct Outcome: Sendable, Hashable {
        /// How many interactions are left.
        package let kept: Int
        /// How many were taken out.
        package let pruned: Int
    }

    /// Which interactions are taken out.
    package var filter: InteractionFilter
    /// Only those of these numbers; `nil` for any.
    package var numbers: NumberSet?

    /// Creates a pruning.
    /// - Parameters:
    ///   - filter: Which interactions are taken out.
    ///   - numbers: The numbers they must be among, such as those that a run did not use; `nil` for any.
    package init(filter: InteractionFilter, among numbers: NumberSet? = nil) {
        self.filter = filter
        self.numbers = numbers
    }

    /// Prunes a cassette; until the new file is whole, the old one stays as it is.
    /// - Parameters:
    ///   - path: The cassette.
    ///   - other: Where the pruned one goes; `nil` puts it into the place of the cassette.
    ///   - isRehearsal: Whether nothing is written.
    ///   - progress: Called with the number of interactions looked at, which happens twice.
    ///   - report: Called with each interaction that is taken out.
    /// - Returns: How many are left and how many are gone.
    /// - Throws: ``CassetteError``; the cassette is unchanged then.
    package func run(
        _ path: String,
        into other: String? = nil,
        isRehearsal: Bool = false,
        progress: (Int) -> Void = { _ in },
        report: (Pruned) -> Void = { _ in }
    ) throws -> Outcome {
        guard !isRehearsal else {
            let cassette = try Cassette.open(path)
            let outcome = try decide(cassette, progress, report).outcome
            try cassette.close()
            return outcome
        }
        let replacement = try CassetteRewrite(path, into: other)
        let cassette = replacement.cassette
        let (pruned, outcome) = try decide(cassette, progress, report)
        // Without anything to take out the file is left alone, unless it is to go elsewhere.
        guard outcome.pruned > 0 || other != nil else {
            try replacement.close()
            return outcome
        }
        let last = try cassette.lastID()
        do {
            try CassetteDraft.write(replacement.target, metadata: cassette.metadata) { draft in
                try draft.copy(from: path, keeps: { !pruned.contains($0) }, progress: progress)
                try draft.reserve(upTo: last)
            }
        } catch {
            throw CassetteError.wrapping(error, path: path)
        }
        try replacement.close()
        return outcome
    }

    private func decide(
        _ cassette: Cassette,
        _ progress: (Int) -> Void,
        _ report: (Pruned) -> Void
    ) throws -> (pruned: NumberSet, outcome: Outcome) {
        var pruned = NumberSet()
        var seen = 0
        try cassette.forEachRow { row in
            seen += 1
            if numbers?.contains(row.id) ?? true, try filter.accepts(row, of: cassette) {
                pruned.insert(row.id)
                report(Pruned(id: row.id, requestLine: row.requestLine, status: row.status))
            }
            progress(seen)
        }
        return (pruned, Outcome(kept: seen - pruned.count, pruned: pruned.count))
    }
}
