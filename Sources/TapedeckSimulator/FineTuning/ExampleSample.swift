// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// An even sample of a sequence, taken in bounded memory.
///
/// Keeps all elements up to the limit; then it drops every other one, and keeps only every other new one,
/// and so on. The same elements give the same sample.
struct ExampleSample<Element: Sendable>: Sendable {
    private let limit: Int
    private var stride = 1
    private var count = 0
    /// The sampled elements, in order.
    private(set) var elements: [Element] = []

    /// - Parameter limit: Maximum number of elements to keep.
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
