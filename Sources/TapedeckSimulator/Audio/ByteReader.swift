// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// Reads numbers and texts from bytes, and never past their end.
struct ByteReader: Sendable {
    private(set) var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) {
        self.rest = bytes[...]
    }

    private init(_ rest: ArraySlice<UInt8>) {
        self.rest = rest
    }

    /// Whether the next bytes are these characters.
    func starts(with text: String) -> Bool { rest.starts(with: text.utf8) }

    /// Passes over bytes.
    mutating func skip(_ count: Int) { rest = rest.dropFirst(max(0, count)) }

    /// A reader of what follows some bytes.
    func peek(_ count: Int) -> ByteReader { ByteReader(rest.dropFirst(count)) }

    /// A reader of the next bytes only.
    func limited(to count: Int) -> ByteReader { ByteReader(rest.prefix(max(0, count))) }

    /// A reader of what follows the first, or last, occurrence of these characters.
    func after(_ text: String, last: Bool = false) -> ByteReader? {
        let pattern = Array(text.utf8)
        guard rest.count >= pattern.count, let first = pattern.first else { return nil }
        var found: ByteReader?
        for index in rest.startIndex...(rest.endIndex - pattern.count) where rest[index] == first {
            guard rest[index..<index + pattern.count].elementsEqual(pattern) else { continue }
            found = ByteReader(rest[(index + pattern.count)...])
            if !last { return found }
        }
        return found
    }

    /// The next characters; `nil` when there are fewer.
    mutating func text(_ count: Int) -> String? {
        guard count >= 0, rest.count >= count else { return nil }
        defer { skip(count) }
        return String(decoding: rest.prefix(count), as: UTF8.self)
    }

    /// The next bytes as a number of up to eight bytes, the highest byte first; `nil` when there are fewer.
    mutating func bigEndian(_ count: Int) -> Int? { number(count, Array.init) }

    /// The next bytes as a number of up to eight bytes, the lowest byte first; `nil` when there are fewer.
    mutating func littleEndian(_ count: Int) -> Int? { number(count) { $0.reversed() } }

    /// Bytes at an offset as a number, the lowest first; `nil` when there are fewer.
    func littleEndian(at offset: Int, _ count: Int) -> Int? {
        var reader = peek(offset)
        return reader.littleEndian(count)
    }

    /// Bytes at an offset as a number, the highest first; `nil` when there are fewer.
    func bigEndian(at offset: Int, _ count: Int) -> Int? {
        var reader = peek(offset)
        return reader.bigEndian(count)
    }

    private mutating func number(_ count: Int, _ order: (ArraySlice<UInt8>) -> [UInt8]) -> Int? {
        guard rest.count >= count else { return nil }
        defer { skip(count) }
        let number = order(rest.prefix(count)).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return Int(exactly: number)
    }
}
