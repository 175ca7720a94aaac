// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

extension Batch {
    /// Durations in the life of a batch, in seconds, as the service's recordings show them.
    private enum Duration {
        static let window = 86_400
        static let validation = 62
        /// Fixed part of the run.
        static let setUp = 28
        /// Requests that are run in a second.
        static let rate = 10
        static let closing = 3
        static let cancelling = 605
        static let expiring = 607
    }

    /// When the completion window ends.
    var expiresAt: Int { createdAt + Duration.window }

    /// How many steps the counts of requests go up in.
    ///
    /// - Parameter pace: By the clock the steps are finer than by polls, since a step costs nothing.
    /// - Returns: At least 1.
    func stepCount(_ pace: SimulatorConfiguration.Pace) -> Int {
        max(1, min(requestCount, pace == .realtime ? 20 : 2))
    }

    /// How many requests have been run after a step.
    func doneCount(after step: Int, of steps: Int) -> Int { requestCount * step / steps }

    /// When a step of the run ends.
    func moment(ofStep step: Int, of steps: Int) -> Int {
        let duration = Duration.setUp + (requestCount + Duration.rate - 1) / Duration.rate
        return (times.inProgress ?? createdAt + Duration.validation) + duration * step / steps
    }

    /// When the current stage ends.
    func nextMoment(_ pace: SimulatorConfiguration.Pace) -> Int {
        switch status {
        case .validating: createdAt + Duration.validation
        case .inProgress: moment(ofStep: step + 1, of: stepCount(pace))
        case .finalizing: (times.finalizing ?? createdAt) + Duration.closing
        case .cancelling: (times.cancelling ?? createdAt) + Duration.cancelling
        case .completed, .failed, .expired, .cancelled: createdAt
        }
    }

    /// When an expired batch has its files.
    var expiryMoment: Int { expiresAt + 1 + Duration.expiring }

    /// The end of the run, however it is paced.
    var runEnd: Int { moment(ofStep: 1, of: 1) }
}
