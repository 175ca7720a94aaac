// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

package import TapedeckCore

/// Compares two cassettes: which interactions were added, removed, or changed.
///
/// The k-th recording of a request in one cassette is compared with the k-th in the other. Of what is left, requests to
/// the same place are compared in order, so that an edited request shows as a change and not as two.
package struct CassetteComparison: Sendable {
    /// The result of a comparison.
    package struct Outcome: Sendable, Hashable {
        /// Interactions that are the same.
        package var same = 0
        /// Those that differ.
        package var changed = 0
        /// Those that only the second cassette has.
        package var added = 0
        /// Those that only the first cassette has.
        package var removed = 0
        /// Whether the cassettes have different rules.
        package var rulesDiffer = false

        /// Whether there is no difference.
        package var isSame: Bool { changed + added + removed == 0 && !rulesDiffer }
    }

    /// Places in JSON bodies to ignore.
    package var ignoredJSON: [JSONPath] = []
    /// Whether times, chunks, volatile header fields and the spelling of bodies count too.
    package var countsEverything = false

    /// Creates a comparison of what matters to a client.
    package init() {}

    /// Compares two cassettes.
    /// - Parameters:
    ///   - left: The path of the first.
    ///   - right: The path of the second.
    ///   - progress: Called with the number of interactions looked at; those of both are looked at once, pairs again.
    ///   - report: Called with each change, in the order of the cassettes.
    /// - Returns: How many there are of each kind.
    /// - Throws: ``CassetteError`` when one cannot be read.
    package func run(
        _ left: String,
        _ right: String,
        progress: (Int) -> Void = { _ in },
        report: (InteractionChange) throws -> Void
    ) throws -> Outcome {
        let first = try Cassette.open(left)
        defer { try? first.close() }
        let rules = first.metadata.matchingRules
        var second = try Cassette.open(right)
        defer { try? second.close() }
        var outcome = Outcome()
        outcome.rulesDiffer =
            second.metadata.matchingRules != rules
            || !second.metadata.redactionRules.isSame(as: first.metadata.redactionRules)
        if second.metadata.matchingRules != rules {
            try second.close()
            second = try Cassette.open(right, matchingRules: rules)
        }
        var seen = 0
        func count() {
            seen += 1
            progress(seen)
        }
        let pairing = try InteractionPairing(first, second, progress: count)
        for pair in pairing.pairs {
            count()
            guard let change = try change(pair, first, second) else {
                outcome.same += 1
                continue
            }
            switch (pair.left, pair.right) {
            case (nil, _): outcome.added += 1
            case (_, nil): outcome.removed += 1
            default: outcome.changed += 1
            }
            try report(change)
        }
        return outcome
    }

    private func change(
        _ pair: InteractionPairing.Pair,
        _ first: Cassette,
        _ second: Cassette
    ) throws -> InteractionChange? {
        if pair.hasSameAnswer, !countsEverything { return nil }
        func load(_ id: InteractionID?, _ cassette: Cassette) throws -> StoredInteraction? {
            try id.flatMap { try cassette.interactions(after: $0 - 1, limit: 1).first }
        }
        // An interaction that is not there on the other side need not be read with its body.
        guard let leftID = pair.left, let rightID = pair.right else {
            let (cassette, id) = pair.left.map { (first, $0) } ?? (second, pair.right ?? 0)
            guard let row = try cassette.rows(after: id - 1, limit: 1).first else { return nil }
            return InteractionChange(
                left: pair.left,
                right: pair.right,
                session: row.session,
                requestLine: row.requestLine,
                status: row.status,
                differences: [],
                count: 0
            )
        }
        guard let before = try load(leftID, first), let after = try load(rightID, second) else { return nil }
        let comparison = InteractionComparison(ignored: ignoredJSON, countsEverything: countsEverything)
        let differences = try comparison.differences(before, of: first, after, of: second)
        guard !differences.isEmpty else { return nil }
        return InteractionChange(
            left: leftID,
            right: rightID,
            session: after.interaction.session,
            requestLine: after.interaction.request.requestLine,
            status: after.interaction.response.status,
            differences: Array(differences.prefix(InteractionComparison.limit)),
            count: differences.count
        )
    }
}
