// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A sample of what comes one after another, spread evenly over all of it, in bounded memory.
///
/// Everything is kept until there is too much of it; then every other element goes, and from then on every other one is
/// passed over, and so on. The same elements give the same sample.
struct ExampleSample<Element: Sendable>: Sendable {
    private let limit: Int
    private var stride = 1
    private var count = 0
    /// The sample, in order.
    private(set) var elements: [Element] = []

    /// - Parameter limit: The most elements to keep.
    init(limit: Int) {
        self.limit = limit
    }

    mutating func append(_ element: @autoclosure () -> Element) {
        defer { count += 1 }
        guard count.isMultiple(of: stride) else { return }
        elements.append(element())
        guard elements.count > limit else { return }
        stride *= 2
        elements = elements.enumerated().filter { $0.offset.isMultiple(of: 2) }.map(\.element)
    }
}
