// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The order and timing in which recordings of one request are played.
public struct PlaybackPolicy: Sendable, Hashable {
    /// The response after all recordings of a request have been played.
    public enum Repeat: String, Sendable, Hashable, CaseIterable {
        /// The last one, again and again.
        case last
        /// Nothing: the request is a miss, or recorded as new.
        case never
    }

    /// How repeated recordings of one `GET` are played, such as a client's polls of a job.
    public enum Polls: String, Sendable, Hashable, CaseIterable {
        /// Each as it was recorded.
        case recorded
        /// Each distinct state once: consecutive recordings with the same response are played as one.
        case collapse
        /// The last one at once.
        case final
    }

    /// When the chunks of a body are played.
    public enum Timing: Sendable, Hashable {
        /// At once, one after the other.
        case instant
        /// At their recorded times divided by a speed: 1 as recorded, 2 twice as fast.
        case recorded(speed: Double)
    }

    /// The response after all recordings of a request have been played.
    public var `repeat`: Repeat
    /// How repeated recordings of one `GET` are played.
    public var polls: Polls
    /// When the chunks of a body are played.
    public var timing: Timing

    /// Creates a policy.
    public init(repeat: Repeat = .last, polls: Polls = .recorded, timing: Timing = .instant) {
        self.repeat = `repeat`
        self.polls = polls
        self.timing = timing
    }
}

extension PlaybackPolicy.Timing {
    /// Reads `instant`, `recorded`, or a factor of the recorded times: 0.5 plays twice as fast.
    package init?(_ text: String) {
        switch text {
        case "instant": self = .instant
        case "recorded": self = .recorded(speed: 1)
        default:
            guard let factor = Double(text), factor > 0, factor.isFinite else { return nil }
            self = .recorded(speed: 1 / factor)
        }
    }

    /// How long to wait for a recorded time in microseconds; `nil` when it is due at once.
    func delay(for microseconds: Int64) -> Duration? {
        guard case .recorded(let speed) = self, microseconds > 0 else { return nil }
        return .microseconds(Double(microseconds) / speed)
    }
}
