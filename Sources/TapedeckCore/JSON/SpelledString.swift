// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

extension String {
    /// Whether a text has the same scalars; Swift's `==` also holds a precomposed and a decomposed `é` for equal.
    package func isSpelled(like other: String) -> Bool {
        utf8.withContiguousStorageIfAvailable { own in
            other.utf8.withContiguousStorageIfAvailable { own.elementsEqual($0) }
        }?.flatMap { $0 } ?? utf8.elementsEqual(other.utf8)
    }
}

/// A text from outside as a key: the same as another only when both have the same scalars.
package struct SpelledString: Sendable, Hashable, Comparable {
    /// The text.
    package let text: String

    package init(_ text: String) {
        self.text = text
    }

    package static func == (left: SpelledString, right: SpelledString) -> Bool {
        left.text.isSpelled(like: right.text)
    }

    package static func < (left: SpelledString, right: SpelledString) -> Bool {
        left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(spelling: text)
    }
}

extension Hasher {
    /// Adds a text by its scalars.
    mutating func combine(spelling text: String) {
        var text = text
        text.withUTF8 { combine(bytes: UnsafeRawBufferPointer($0)) }
        combine(0xFF as UInt8)
    }
}
