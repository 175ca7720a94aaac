// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// The metadata of a three-way merge, where every rule counts by itself: what a side added or removed is added or removed.
struct ThreeWayMetadata {
    private let base: CassetteMetadata?
    private let ours: CassetteMetadata
    private let theirs: CassetteMetadata

    init(base: CassetteMetadata?, ours: CassetteMetadata, theirs: CassetteMetadata) {
        self.base = base
        self.ours = ours
        self.theirs = theirs
    }

    /// The metadata of the merged cassette.
    var merged: CassetteMetadata {
        var merged = ours
        merged.created = min(ours.created, theirs.created)
        merged.fingerprintVersion = CassetteMetadata.currentFingerprints
        merged.upstream = value(\.upstream) { _, _ in nil }
        merged.note = value(\.note) { $0.isEmpty || $1.isEmpty ? $0 + $1 : "\($0)\n\($1)" }
        merged.matchingRules.ignoredJSON = list(\.matchingRules.ignoredJSON)
        merged.matchingRules.ignoredQuery = Set(list { Array($0.matchingRules.ignoredQuery) })
        merged.matchingRules.matchedHeaders = Set(list { Array($0.matchingRules.matchedHeaders) })
        merged.matchingRules.scrubbed = list(\.matchingRules.scrubbed)
        merged.redactionRules.patterns = list(\.redactionRules.patterns)
        merged.redactionRules.paths = list(\.redactionRules.paths)
        merged.redactionRules.version = max(ours.redactionRules.version, theirs.redactionRules.version)
        return merged
    }

    /// The value of the side that changed it; of two changes, what they come to together.
    private func value<Value: Equatable>(
        _ path: KeyPath<CassetteMetadata, Value>,
        both: (Value, Value) -> Value
    ) -> Value {
        let (own, other) = (ours[keyPath: path], theirs[keyPath: path])
        if own == other || base?[keyPath: path] == other { return own }
        return base?[keyPath: path] == own ? other : both(own, other)
    }

    private func list<Rule: Hashable>(_ rules: (CassetteMetadata) -> [Rule]) -> [Rule] {
        let (before, own, other) = (Set(base.map(rules) ?? []), rules(ours), rules(theirs))
        let (inOurs, inTheirs) = (Set(own), Set(other))
        return own.filter { inTheirs.contains($0) || !before.contains($0) }
            + other.filter { !inOurs.contains($0) && !before.contains($0) }
    }
}
