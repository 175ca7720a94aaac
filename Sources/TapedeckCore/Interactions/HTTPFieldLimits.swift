// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// How many header fields a message may have, and how large they may be, wherever fields are read: from connections,
/// cassettes and files of other tools.
///
/// `HTTPFields` numbers its fields with 16 bits and traps beyond that, so whoever fills one from outside counts first:
///
///     var limits = HTTPFieldLimits()
///     for (name, value) in pairs {
///         guard limits.admit(name, value) else { throw … HTTPFieldLimits.description … }
///     }
package struct HTTPFieldLimits: Sendable {
    /// The most fields of one message, trailers included.
    package static let count = 1000
    /// The most bytes of the names and values of one message together.
    package static let bytes = 256 << 10
    /// The limits in words, to end a sentence with: `at most 1000 fields and 256 KiB`.
    package static let description = "at most \(count) fields and \(bytes >> 10) KiB"

    private var count = 0
    private var bytes = 0

    /// Begins to count the fields of one message.
    package init() {}

    /// Counts one more field, or a further line of one.
    /// - Parameters:
    ///   - name: The name.
    ///   - value: The value.
    /// - Returns: Whether the message may have it.
    package mutating func admit(_ name: some StringProtocol, _ value: some StringProtocol) -> Bool {
        admit(byteCount: name.utf8.count + value.utf8.count)
    }

    /// Counts one more field, or a further line of one.
    /// - Parameter byteCount: The bytes of its name and value.
    /// - Returns: Whether the message may have it.
    package mutating func admit(byteCount: Int) -> Bool {
        count += 1
        bytes += byteCount
        return count <= Self.count && bytes <= Self.bytes
    }
}
