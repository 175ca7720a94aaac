// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// When a job is looked at next.
struct PollSchedule: Sendable {
    /// The longest wait between two looks; 0 does not wait.
    let interval: Duration
    private var looks = 0
    private var unchanged = 0

    init(interval: Duration) { self.interval = interval }

    /// The wait before the next look.
    ///
    /// Real jobs take minutes, so waits grow from a second up to the interval. A simulator moves on with each look, so
    /// waits begin only once some looks have shown nothing new.
    mutating func wait(hasChanged: Bool, isSimulated: Bool) -> Duration {
        looks += 1
        unchanged = hasChanged ? 0 : unchanged + 1
        if isSimulated {
            guard unchanged > 2 else { return .zero }
            return min(interval, .milliseconds(10 << min(unchanged - 3, 10)))
        }
        return min(interval, .seconds(1 << min(looks - 1, 10)))
    }
}
