// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A bar on standard error, for long work that a person watches.
struct ProgressBar {
    private static let width = 24

    private let isShown: Bool
    /// The counted things, in the plural.
    private let unit: String
    private let clock = ContinuousClock()
    private let start: ContinuousClock.Instant
    private var last: ContinuousClock.Instant
    private var isDrawn = false

    init(isShown: Bool, unit: String) {
        self.isShown = isShown
        self.unit = unit
        start = clock.now
        last = start
    }

    /// Draws the bar, at most five times in a second.
    ///
    /// The share is the part that is done, in `0...1`; nil when the whole is not known.
    mutating func show(share: Double?, count: Int) {
        guard isShown, clock.now - last > .milliseconds(200) else { return }
        last = clock.now
        isDrawn = true
        let text = line(share: share, count: count, elapsed: last - start)
        // A line that wraps could not be removed again.
        let room = Terminal.notes.width.map { $0 - 1 } ?? .max
        Terminal.draw("\r\u{1B}[K" + DisplayWidth.fitted(text, to: room, keepsEnd: false))
    }

    /// Removes the bar.
    mutating func clear() {
        if isDrawn { Terminal.draw("\r\u{1B}[K") }
        isDrawn = false
    }

    /// The text of the bar.
    func line(share: Double?, count: Int, elapsed: Duration) -> String {
        let seconds = max(elapsed / .seconds(1), 0.001)
        let unit = count == 1 && unit.hasSuffix("s") ? String(unit.dropLast()) : unit
        let rate = "\(count) \(unit), \(Int(Double(count) / seconds)) a second"
        guard let share else { return rate }
        let full = Int(share * Double(Self.width))
        let bar = String(repeating: "#", count: full) + String(repeating: ".", count: Self.width - full)
        return "[\(bar)] \(Int(share * 100)) %  \(rate)"
    }
}
