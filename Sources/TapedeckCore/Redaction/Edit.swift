// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A replacement of some bytes by others.
package struct Edit: Sendable, Hashable {
    /// The bytes that go.
    package let range: Range<Int>
    /// The replacement.
    package let bytes: [UInt8]

    /// Creates an edit.
    package init(range: Range<Int>, bytes: [UInt8]) {
        self.range = range
        self.bytes = bytes
    }
}
