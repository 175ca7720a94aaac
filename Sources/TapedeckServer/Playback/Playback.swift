// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// The result of looking a request up: a recording to play, or why there is none.
enum PlaybackDecision: Sendable {
    /// A recording; `isRepeat` says whether it has been played before.
    case play(StoredResponse, isRepeat: Bool)
    /// Nothing: all recordings of the request have been played.
    case ranOut
    /// Nothing: the request was never recorded.
    case notRecorded
}

/// The playback position of a session, which decides which recording answers a request next.
///
/// The k-th request with a fingerprint gets its k-th recording; playback never starts over. A position is kept
/// only for requests with several recordings that are not all played, so a large cassette costs one bit per interaction.
struct Playback: Sendable {
    private static let cacheLimit = 8 << 20

    let store: any CassetteStore
    /// The scopes to search, in order; the first one with a recording of the request counts.
    let scopes: [RecordingScope]
    let policy: PlaybackPolicy
    /// The interactions that were played, or skipped by the poll policy.
    private(set) var played = InteractionSet()
    /// The last recording played of a request, when more follow.
    private var positions: [Fingerprint: InteractionID] = [:]
    /// The most recently played last recordings.
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

    /// The decision after the last recording of a request.
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
    /// Whether two responses to a poll show the same state: status and body, not the fields, which differ each time.
    fileprivate func hasSameState(as other: RecordedResponse) -> Bool {
        status == other.status && body == other.body && outcome == other.outcome
    }
}

extension RecordedBody {
    /// The number of bytes the body takes in memory.
    fileprivate var memory: Int {
        if case .bytes(let bytes) = self { bytes.count } else { 0 }
    }
}
