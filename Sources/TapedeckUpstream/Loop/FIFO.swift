// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A queue with constant cost at both ends.
struct FIFO<Element> {
    private var elements: [Element?] = []
    private var head = 0

    /// Whether nothing waits.
    var isEmpty: Bool { head == elements.count }

    /// Adds an element at the end.
    mutating func append(_ element: Element) {
        elements.append(element)
    }

    /// Takes the element that has waited longest.
    mutating func popFirst() -> Element? {
        guard head < elements.count else { return nil }
        let element = elements[head]
        elements[head] = nil
        head += 1
        if head == elements.count {
            elements.removeAll(keepingCapacity: head <= 64)
            head = 0
        } else if head >= 64, head * 2 > elements.count {
            elements.removeFirst(head)
            head = 0
        }
        return element
    }

    /// The element that has waited longest.
    var first: Element? {
        get { isEmpty ? nil : elements[head] }
        set { if !isEmpty { elements[head] = newValue } }
    }

    /// Drops the elements that the predicate names.
    mutating func removeAll(where shouldRemove: (Element) -> Bool) {
        elements = elements[head...].filter { element in element.map { !shouldRemove($0) } ?? false }
        head = 0
    }

    /// Drops all elements.
    mutating func removeAll() {
        elements = []
        head = 0
    }
}
