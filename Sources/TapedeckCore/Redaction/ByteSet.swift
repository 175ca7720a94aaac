// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A set of bytes, fast enough to look up every byte of a body.
struct ByteSet: Sendable, Hashable {
    private var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)

    init(_ bytes: some Sequence<UInt8>) {
        for byte in bytes { insert(byte) }
    }

    init(_ text: String) {
        self.init(text.utf8)
    }

    private mutating func insert(_ byte: UInt8) {
        let bit: UInt64 = 1 << UInt64(byte & 63)
        switch byte >> 6 {
        case 0: words.0 |= bit
        case 1: words.1 |= bit
        case 2: words.2 |= bit
        default: words.3 |= bit
        }
    }

    func contains(_ byte: UInt8) -> Bool {
        let word =
            switch byte >> 6 {
            case 0: words.0
            case 1: words.1
            case 2: words.2
            default: words.3
            }
        return word >> UInt64(byte & 63) & 1 == 1
    }

    /// The bytes of both sets.
    func union(_ other: ByteSet) -> ByteSet {
        ByteSet((UInt8.min...UInt8.max).filter { contains($0) || other.contains($0) })
    }

    static func == (left: ByteSet, right: ByteSet) -> Bool { left.words == right.words }

    func hash(into hasher: inout Hasher) {
        for word in [words.0, words.1, words.2, words.3] { hasher.combine(word) }
    }
}

extension ByteSet {
    static let digits = ByteSet("0123456789")
    static let upper = ByteSet("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    static let lower = ByteSet("abcdefghijklmnopqrstuvwxyz")
    static let alphanumeric = digits.union(upper).union(lower)
    /// The characters of most keys: the base64 alphabet for URLs.
    static let key = alphanumeric.union(ByteSet("-_"))
    static let unreserved = key.union(ByteSet(".~"))
    static let base64 = key.union(ByteSet("+/="))
    static let number = digits.union(ByteSet("+-.eE"))
}
