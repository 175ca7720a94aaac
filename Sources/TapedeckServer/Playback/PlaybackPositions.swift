// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// How far a session has played the recordings of each request.
///
/// A position is kept only for requests with several recordings that are not all played, so a large cassette costs one
/// bit per interaction.
struct PlaybackPositions: Sendable {
    /// What a request that has looked at the recordings may do.
    enum Turn {
        /// Play the recording it found.
        case open
        /// Repeat the last recording: all have been played.
        case over
        /// Look again: another request has moved the position since.
        case overtaken
    }

    /// The interactions that were played, or skipped by the poll policy.
    private(set) var played = InteractionSet()
    /// The last recording played of a request, when more follow.
    private var positions: [Fingerprint: InteractionID] = [:]

    /// The last recording played of a request; `nil` when none or all have been played.
    subscript(fingerprint: Fingerprint) -> InteractionID? { positions[fingerprint] }

    /// Tells what may be done with the first recording after a position.
    func turn(of fingerprint: Fingerprint, at position: InteractionID?, before first: StoredResponse) -> Turn {
        guard positions[fingerprint] == position else { return .overtaken }
        // Without a position either nothing or everything of the request has been played.
        return position == nil && played.contains(first.id) ? .over : .open
    }

    /// Moves the position of a request past a recording, if it is still the turn of that.
    /// - Parameters:
    ///   - recording: The recording to play.
    ///   - skipped: The recordings before it that are not played.
    ///   - fingerprint: The request.
    ///   - position: The position from which the recordings were looked up.
    ///   - first: The first recording after that position.
    /// - Returns: `open` when the position was moved.
    mutating func take(
        _ recording: StoredResponse,
        skipping skipped: [InteractionID],
        of fingerprint: Fingerprint,
        at position: InteractionID?,
        before first: StoredResponse
    ) -> Turn {
        let turn = turn(of: fingerprint, at: position, before: first)
        guard turn == .open else { return turn }
        for id in skipped { played.insert(id) }
        played.insert(recording.id)
        let next = recording.isLast ? nil : recording.id
        if next != position { positions[fingerprint] = next }
        return .open
    }

    /// Takes note that a last recording was played, which moves nothing.
    mutating func note(_ last: StoredResponse) {
        played.insert(last.id)
    }
}
