// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// The interactions of two cassettes that go into their three-way merge.
struct ThreeWayPlan {
    /// The recordings of a cassette by request and session.
    private struct Side {
        struct Entry {
            let id: InteractionID
            let answer: ShortDigest
        }

        var sequences: [ShortDigest: [Entry]] = [:]
        /// The requests in the order of their first recordings.
        var order: [ShortDigest] = []
        var lastID: InteractionID = 0

        init(_ cassette: Cassette?, progress: () -> Void) throws {
            guard let cassette else { return }
            lastID = try cassette.lastID()
            try cassette.forEachRow { row in
                let request = ShortDigest(session: row.session, fingerprint: row.fingerprint)
                if sequences[request] == nil { order.append(request) }
                sequences[request, default: []].append(Entry(id: row.id, answer: try ShortDigest(answerOf: row)))
                progress()
            }
        }
    }

    /// The most conflicts that are kept to be shown; all are counted.
    private static let conflictLimit = 20

    /// The numbers of our interactions that go.
    private(set) var dropped: Set<InteractionID> = []
    /// The numbers of their interactions that come.
    private(set) var taken: Set<InteractionID> = []
    private(set) var outcome = ThreeWayMerge.Outcome()
    /// The first conflicts.
    private(set) var conflicts: [ThreeWayMerge.Conflict] = []
    /// What is added to the numbers of their interactions, so that the first of them follows our last.
    private(set) var offset: InteractionID = 0
    /// The last number of our cassette.
    private(set) var lastID: InteractionID = 0

    init(
        base: Cassette?,
        ours: Cassette,
        theirs: Cassette,
        preference: ThreeWayMerge.Preference,
        progress: () -> Void
    ) throws {
        let before = try Side(base, progress: progress)
        let own = try Side(ours, progress: progress)
        let other = try Side(theirs, progress: progress)
        for request in own.order + other.order.filter({ own.sequences[$0] == nil }) {
            let (left, right) = (own.sequences[request] ?? [], other.sequences[request] ?? [])
            let merge = SequenceMerge(
                base: (before.sequences[request] ?? []).map(\.answer),
                ours: left.map(\.answer),
                theirs: right.map(\.answer)
            )
            var (kept, added) = (merge.ours, merge.theirs)
            if merge.isConflict {
                outcome.conflicts += 1
                if conflicts.count < Self.conflictLimit {
                    conflicts.append(try Self.conflict(left.first?.id, ours, right.first?.id, theirs))
                }
                if preference == .ours { added = [] }
                if preference == .theirs { kept = [] }
            }
            let stays = Set(kept)
            dropped.formUnion(left.indices.filter { !stays.contains($0) }.map { left[$0].id })
            taken.formUnion(added.map { right[$0].id })
            outcome.interactions += kept.count + added.count
        }
        outcome.taken = taken.count
        outcome.dropped = dropped.count
        lastID = own.lastID
        if let first = taken.min() { offset = own.lastID + 1 - first }
    }

    private static func conflict(
        _ left: InteractionID?,
        _ ours: Cassette,
        _ right: InteractionID?,
        _ theirs: Cassette
    ) throws -> ThreeWayMerge.Conflict {
        func row(_ id: InteractionID?, _ cassette: Cassette) throws -> InteractionRow? {
            try id.flatMap { try cassette.rows(after: $0 - 1, limit: 1).first }
        }
        let (old, new) = (try row(left, ours), try row(right, theirs))
        guard let row = old ?? new else { throw DamagedRow("an interaction is not in its table") }
        let (cassette, id) = old == nil ? (theirs, row.id) : (ours, row.id)
        return ThreeWayMerge.Conflict(
            session: row.session,
            requestLine: row.requestLine,
            prompt: try RequestSummary(cassette.request(of: id), reading: cassette.read).prompt,
            ours: old.map { ThreeWayMerge.Place(id: $0.id, status: $0.status) },
            theirs: new.map { ThreeWayMerge.Place(id: $0.id, status: $0.status) }
        )
    }
}
