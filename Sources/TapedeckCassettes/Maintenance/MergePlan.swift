// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// The interactions of several cassettes that go into a merged one.
///
/// Recordings of one request in one session are a sequence, of which the k-th answers the k-th request. Of two
/// sequences that begin alike, the longer one stands for both; two that do not are a conflict.
struct MergePlan {
    private struct Entry {
        let source: Int
        let id: InteractionID
        let answer: ShortDigest
    }

    /// The most conflicts that are kept to be shown; all are counted.
    private static let conflictLimit = 20

    /// The first conflicts.
    private(set) var conflicts: [CassetteMerge.Conflict] = []
    private(set) var outcome = CassetteMerge.Outcome()
    /// The last number of each cassette.
    private(set) var lastIDs: [InteractionID] = []

    private let policy: CassetteMerge.ConflictPolicy
    private let keepsDuplicates: Bool
    private var sequences: [ShortDigest: [Entry]] = [:]
    private var dropped: [Set<InteractionID>] = []
    private var paths: [String] = []

    init(policy: CassetteMerge.ConflictPolicy, keepsDuplicates: Bool) {
        self.policy = policy
        self.keepsDuplicates = keepsDuplicates
    }

    func isDropped(_ id: InteractionID, from source: Int) -> Bool { dropped[source].contains(id) }

    /// Adds the next cassette.
    mutating func add(_ cassette: Cassette, at path: String, session: String?, progress: () -> Void) throws {
        let source = lastIDs.count
        lastIDs.append(try cassette.lastID())
        paths.append(path)
        dropped.append([])
        var own: [ShortDigest: [Entry]] = [:]
        var order: [ShortDigest] = []
        try cassette.forEachRow { row in
            let label = session.map { row.session.isEmpty ? $0 : "\($0).\(row.session)" } ?? row.session
            let request = ShortDigest(session: label, fingerprint: row.fingerprint)
            if own[request] == nil { order.append(request) }
            own[request, default: []].append(Entry(source: source, id: row.id, answer: try ShortDigest(answerOf: row)))
            outcome.interactions += 1
            progress()
        }
        for request in order {
            guard let entries = own[request] else { continue }
            try join(entries, to: request, from: cassette)
        }
    }

    private mutating func join(_ entries: [Entry], to request: ShortDigest, from cassette: Cassette) throws {
        guard let before = sequences[request] else {
            sequences[request] = entries
            return
        }
        let differing = zip(before, entries).first { $0.answer != $1.answer }
        guard let (left, right) = differing else {
            let shared = keepsDuplicates ? 0 : min(before.count, entries.count)
            drop(entries[..<shared])
            outcome.duplicates += shared
            sequences[request] = before + entries[shared...]
            return
        }
        outcome.conflicts += 1
        if conflicts.count < Self.conflictLimit { conflicts.append(try conflict(left, right, cassette)) }
        switch policy {
        case .fail, .keepAll:
            sequences[request] = before + entries
        case .first:
            drop(entries[...])
            outcome.dropped += entries.count
        case .last:
            drop(before[...])
            outcome.dropped += before.count
            sequences[request] = entries
        }
    }

    private mutating func drop(_ entries: ArraySlice<Entry>) {
        for entry in entries { dropped[entry.source].insert(entry.id) }
        outcome.interactions -= entries.count
    }

    private func conflict(_ left: Entry, _ right: Entry, _ cassette: Cassette) throws -> CassetteMerge.Conflict {
        let earlier = try Cassette.open(paths[left.source])
        defer { try? earlier.close() }
        func row(_ id: InteractionID, _ cassette: Cassette) throws -> InteractionRow {
            guard let row = try cassette.rows(after: id - 1, limit: 1).first else {
                throw DamagedRow("interaction \(id) is not in its table")
            }
            return row
        }
        let (old, new) = (try row(left.id, earlier), try row(right.id, cassette))
        return CassetteMerge.Conflict(
            session: new.session,
            requestLine: new.requestLine,
            first: CassetteMerge.Place(path: paths[left.source], id: old.id, status: old.status),
            later: CassetteMerge.Place(path: paths[right.source], id: new.id, status: new.status)
        )
    }
}
