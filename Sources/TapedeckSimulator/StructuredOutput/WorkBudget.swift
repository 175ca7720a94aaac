// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The work that one request may cost.
///
/// Work is counted and not timed, so that a request ends at the same place on every machine. It also ends when whoever
/// asked has left.
final class WorkBudget {
    /// The steps of one request: some hundred milliseconds of an optimised build.
    static let limit = 5_000_000
    private static let interval = 1 << 16

    private var rest: Int
    private var untilLook = WorkBudget.interval

    /// - Parameter limit: The most steps.
    init(limit: Int = limit) {
        rest = limit
    }

    /// Whether there is nothing left.
    var isSpent: Bool { rest <= 0 }

    /// Spends steps.
    /// - Parameter steps: How many, about as long as looking up a word each.
    /// - Returns: Whether there is still something left.
    @discardableResult
    func spend(_ steps: Int = 1) -> Bool {
        rest -= min(steps, max(rest, 0))
        untilLook -= steps
        if untilLook <= 0 {
            untilLook = Self.interval
            if Task.isCancelled { rest = 0 }
        }
        return rest > 0
    }
}
