// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Synchronization
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

/// The playback of a session, which decides which recording answers a request next.
///
/// The k-th request with a fingerprint gets its k-th recording; playback never starts over. Recordings are looked up
/// without a lock; where another request of the same kind has moved the position meanwhile, they are looked up again.
final class Playback: Sendable {
    let store: any CassetteStore
    /// The scopes to search, in order; the first one with a recording of the request counts.
    let scopes: [RecordingScope]
    let policy: PlaybackPolicy
    private let positions = Mutex(PlaybackPositions())

    init(store: any CassetteStore, scopes: [RecordingScope], policy: PlaybackPolicy) {
        self.store = store
        self.scopes = scopes
        self.policy = policy
    }

    /// The interactions that were played, or skipped by the poll policy.
    var played: InteractionSet { positions.withLock { $0.played } }

    /// Starts over.
    func reset() {
        positions.withLock { $0 = PlaybackPositions() }
    }

    /// Decides what answers a request next, and moves the position past it.
    ///
    /// Any number of requests may call this at once; each recording is played to one of them.
    /// - Parameters:
    ///   - fingerprint: The request.
    ///   - isPoll: Whether the request is a `GET`, to which the poll policy applies.
    /// - Returns: The recording to play, or a miss.
    /// - Throws: ``CassetteError`` when the cassette is damaged; the position stays where it is then.
    func decide(_ fingerprint: Fingerprint, isPoll: Bool) throws -> PlaybackDecision {
        // Whoever is overtaken tries again; since each time one moves on, it ends.
        while true {
            if let decision = try decideOnce(fingerprint, isPoll: isPoll) { return decision }
        }
    }

    /// Decides, unless another request of the same kind moves the position meanwhile.
    private func decideOnce(_ fingerprint: Fingerprint, isPoll: Bool) throws -> PlaybackDecision? {
        let position = positions.withLock { $0[fingerprint] }
        for scope in scopes {
            guard let first = try store.first(fingerprint, in: scope, after: position ?? 0) else {
                guard position != nil, let last = try store.last(fingerprint, in: scope) else { continue }
                return repeated(last)
            }
            var recording = first
            var skipped: [InteractionID] = []
            if isPoll, policy.polls != .recorded,
                positions.withLock({ $0.turn(of: fingerprint, at: position, before: first) }) == .open
            {
                (recording, skipped) = try poll(from: first, fingerprint, in: scope)
            }
            let turn = positions.withLock {
                $0.take(recording, skipping: skipped, of: fingerprint, at: position, before: first)
            }
            switch turn {
            case .open: return .play(recording, isRepeat: false)
            case .over:
                guard let last = first.isLast ? first : try store.last(fingerprint, in: scope) else { continue }
                return repeated(last)
            case .overtaken: return nil
            }
        }
        return .notRecorded
    }

    /// The decision after the last recording of a request.
    private func repeated(_ last: StoredResponse) -> PlaybackDecision {
        guard policy.repeat == .last else { return .ranOut }
        positions.withLock { $0.note(last) }
        return .play(last, isRepeat: true)
    }

    /// Applies the poll policy from the first recording that has not been played.
    private func poll(
        from first: StoredResponse,
        _ fingerprint: Fingerprint,
        in scope: RecordingScope
    ) throws -> (recording: StoredResponse, skipped: [InteractionID]) {
        var recording = first
        var skipped: [InteractionID] = []
        switch policy.polls {
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
        return (recording, skipped)
    }
}

extension RecordedResponse {
    /// Whether two responses to a poll show the same state: status and body, not the fields, which differ each time.
    fileprivate func hasSameState(as other: RecordedResponse) -> Bool {
        status == other.status && body == other.body && outcome == other.outcome
    }
}
