// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The bounds of what a YAML document may cost to read.
package struct YAMLLimits: Sendable, Hashable {
    /// The deepest nesting.
    package var depth: Int
    /// The most values, keys and separators, counted again wherever an alias repeats them.
    package var elements: Int
    /// The most bytes of text, counted again wherever an alias repeats it.
    package var textBytes: Int

    /// Creates limits.
    package init(depth: Int = 200, elements: Int = 4_000_000, textBytes: Int = 256 << 20) {
        self.depth = depth
        self.elements = elements
        self.textBytes = textBytes
    }
}
