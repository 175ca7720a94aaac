// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// How quotes are written in JSON that stands in a string of JSON, and so on: `"`, `\"`, `\\\"`.
struct QuoteLevel: Sendable, Hashable {
    /// The backslashes before a quote: 0, 1, 3 or 7.
    let backslashes: Int

    /// A quote of a document itself.
    static let plain = QuoteLevel(backslashes: 0)

    private init(backslashes: Int) {
        self.backslashes = backslashes
    }

    /// The level of a quote; `nil` for one that is escaped in another way.
    init?(before quote: Int, in bytes: UnsafeBufferPointer<UInt8>) {
        var count = 0
        while count < 8, quote > count, bytes[quote - count - 1] == UInt8(ascii: "\\") { count += 1 }
        guard count & (count + 1) == 0 else { return nil }
        self.backslashes = count
    }

    /// The place of the name that ends with a quote of this level.
    func name(before quote: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Range<Int>? {
        let end = quote - backslashes
        var start = end
        while start > 0, end - start <= CredentialNames.lengthLimit, Self.isNameByte(bytes[start - 1]) { start -= 1 }
        guard start > backslashes, bytes[start - 1] == UInt8(ascii: "\""),
            bytes[(start - 1 - backslashes)..<(start - 1)].allSatisfy({ $0 == UInt8(ascii: "\\") }),
            start - 2 - backslashes < 0 || bytes[start - 2 - backslashes] != UInt8(ascii: "\\")
        else { return nil }
        return start..<end
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        ByteSet.key.contains(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: " ")
    }

    enum Opening {
        case none
        case undecided
        /// A string, with the place of its first byte.
        case string(Int)
    }

    /// Whether a string of this level begins at a place.
    func opening(at start: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Opening {
        var index = start
        while index < bytes.count, index - start < backslashes {
            guard bytes[index] == UInt8(ascii: "\\") else { return .none }
            index += 1
        }
        guard index < bytes.count else { return .undecided }
        return bytes[index] == UInt8(ascii: "\"") ? .string(index + 1) : .none
    }

    /// How many bytes at the end may belong to a quote that follows: backslashes.
    static func tail(of bytes: [UInt8]) -> Int {
        let run = bytes.count - (bytes.lastIndex { $0 != UInt8(ascii: "\\") } ?? -1) - 1
        // Of a long run it matters only how many are left over, at any level.
        return run < 32 ? run : 16 + run % 16
    }

    /// The end of a string of this level: that of its content, and the place to go on from.
    ///
    /// A quote of an outer level ends it too.
    func closing(
        from start: Int,
        notBefore first: Int,
        in bytes: UnsafeBufferPointer<UInt8>
    ) -> (contentEnd: Int, next: Int, isOuter: Bool)? {
        var index = start
        while let quote = bytes.firstIndex(of: UInt8(ascii: "\""), from: index) {
            var run = 0
            while quote - run > first, bytes[quote - run - 1] == UInt8(ascii: "\\") { run += 1 }
            if run < backslashes { return (quote - run, quote - run, true) }
            if run % (2 * (backslashes + 1)) == backslashes { return (quote - backslashes, quote + 1, false) }
            index = quote + 1
        }
        return nil
    }
}
