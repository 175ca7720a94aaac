// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// What playback answers a request with.
enum PlaybackDecision: Sendable {
    /// A recording; `isRepeat` says whether it has been played before.
    case play(StoredResponse, isRepeat: Bool)
    /// Nothing: all recordings of the request have been played.
    case ranOut
    /// Nothing: the request was never recorded.
    case notRecorded
}

/// The playback position of a session: which recording answers a request next.
///
/// The k-th request with one fingerprint gets the k-th recording of it; play-back never starts over. A position is kept
/// only for requests with several recordings that are not all played, so a large cassette costs a bit an interaction.
struct Playback: Sendable {
    private static let cacheLimit = 8 << 20

    let store: any CassetteStore
    /// Where recordings of a request are looked for: the first scope that has any.
    let scopes: [RecordingScope]
    let policy: PlaybackPolicy
    /// The interactions that were played, or passed over by a poll policy.
    private(set) var played = InteractionSet()
    /// The last recording played of a request, when more follow.
    private var positions: [Fingerprint: InteractionID] = [:]
    /// The recordings played last, of requests that have no other.
    private var recent = RecentCache<Fingerprint, StoredResponse>(limit: cacheLimit)

    init(store: any CassetteStore, scopes: [RecordingScope], policy: PlaybackPolicy) {
        self.store = store
        self.scopes = scopes
        self.policy = policy
    }

    /// Decides what answers a request next, and moves the position past it.
    /// - Parameters:
    ///   - fingerprint: The request.
    ///   - isPoll: Whether the request is a `GET`, to which the poll policy applies.
    /// - Returns: The recording to play, or a miss.
    /// - Throws: ``CassetteError`` when the cassette is damaged; the position stays where it is then.
    mutating func decide(_ fingerprint: Fingerprint, isPoll: Bool) throws -> PlaybackDecision {
        if let last = recent.value(for: fingerprint) { return repeated(last, fingerprint) }
        let position = positions[fingerprint]
        for scope in scopes {
            let first = try store.first(fingerprint, in: scope, after: position ?? 0)
            // Without a position either nothing or everything of the request has been played.
            if let first, position != nil || !played.contains(first.id) {
                return try play(first, fingerprint, in: scope, isPoll: isPoll)
            }
            if let last = try store.last(fingerprint, in: scope) { return repeated(last, fingerprint) }
        }
        return .notRecorded
    }

    /// What follows the last recording of a request.
    private mutating func repeated(_ last: StoredResponse, _ fingerprint: Fingerprint) -> PlaybackDecision {
        guard policy.repeat == .last else { return .ranOut }
        take(last, fingerprint)
        return .play(last, isRepeat: true)
    }

    /// Applies the poll policy from the first recording that has not been played.
    private mutating func play(
        _ first: StoredResponse,
        _ fingerprint: Fingerprint,
        in scope: RecordingScope,
        isPoll: Bool
    ) throws -> PlaybackDecision {
        var recording = first
        var skipped: [InteractionID] = []
        switch isPoll ? policy.polls : .recorded {
        case .recorded: break
        case .collapse:
            while !recording.isLast, let next = try store.first(fingerprint, in: scope, after: recording.id),
                next.response.hasSameState(as: recording.response)
            {
                skipped.append(recording.id)
                recording = next
            }
        case .final:
            skipped = try store.ids(fingerprint, in: scope)
            recording = try store.last(fingerprint, in: scope) ?? recording
        }
        for id in skipped { played.insert(id) }
        take(recording, fingerprint)
        return .play(recording, isRepeat: false)
    }

    /// Moves the position past a recording.
    private mutating func take(_ recording: StoredResponse, _ fingerprint: Fingerprint) {
        played.insert(recording.id)
        positions[fingerprint] = recording.isLast ? nil : recording.id
        if recording.isLast {
            recent.insert(recording, cost: 512 + recording.response.body.memory, for: fingerprint)
        }
    }
}

extension RecordedResponse {
    /// Whether two answers to a poll say the same: status and body, not the fields, which name each answer.
    fileprivate func hasSameState(as other: RecordedResponse) -> Bool {
        status == other.status && body == other.body && outcome == other.outcome
    }
}

extension RecordedBody {
    /// The bytes the body takes in memory.
    fileprivate var memory: Int {
        if case .bytes(let bytes) = self { bytes.count } else { 0 }
    }
}
