// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The words that ask for a summary.
enum SummaryWords {
    private static let words = [
        "summar", "tl;dr", "tldr", "brief of", "sum up", "gist", "recap", "zusammenfass", "résum", "resum",
    ]
    /// What is in a text that has one of them, however its characters are composed; U+037E is equal to a semicolon.
    private static let cores = BytePatterns([
        "sum", "tl;", "tl\u{37E}", "tldr", "brief of", "gist", "recap", "zusammenfass",
    ])
    private static let plainWords = BytePatterns(words.filter { !$0.utf8.contains { $0 >= 0x80 } }, betweenASCII: true)

    /// Whether one of them is in the first 600 or the last 200 characters of a text.
    static func stand(in text: Characters, _ range: Range<Int>) -> Bool {
        let shown = text.utf8(range.prefix(600)) + text.utf8(range.suffix(200))
        if plainWords.stand(in: shown) { return true }
        guard shown.contains(where: { $0 >= 0x80 }), cores.stand(in: shown) else { return false }
        // A search by characters, which knows composed letters; it takes much longer.
        let lowered = String(decoding: shown, as: UTF8.self).lowercased()
        return words.contains { lowered.contains($0) }
    }

    static func stand(in text: String) -> Bool {
        let characters = Characters(text)
        return stand(in: characters, characters.all)
    }
}

/// A search for any of several ASCII patterns, without regard to case.
struct BytePatterns: Sendable {
    /// The patterns by their first byte.
    private var patterns = [[[UInt8]]](repeating: [], count: 256)
    /// Whether a pattern begins with a byte, in either case.
    private var begins = [Bool](repeating: false, count: 256)
    private let betweenASCII: Bool

    /// - Parameters:
    ///   - patterns: What to look for.
    ///   - betweenASCII: Whether a pattern only counts between ASCII, so that it is whole characters.
    init(_ patterns: [String], betweenASCII: Bool = false) {
        self.betweenASCII = betweenASCII
        for pattern in patterns {
            let bytes = Array(pattern.utf8)
            guard let first = bytes.first else { continue }
            self.patterns[Int(first)].append(bytes)
            for byte in UInt8.min...UInt8.max where Self.folded(byte) == first { begins[Int(byte)] = true }
        }
    }

    func stand(in text: ArraySlice<UInt8>) -> Bool {
        text.withUnsafeBufferPointer { text in
            for start in text.indices where begins[Int(text[start])] {
                for pattern in patterns[Int(Self.folded(text[start]))] where pattern.count <= text.count - start {
                    if matches(pattern, text, start) { return true }
                }
            }
            return false
        }
    }

    private func matches(_ pattern: [UInt8], _ text: UnsafeBufferPointer<UInt8>, _ start: Int) -> Bool {
        let end = start + pattern.count
        guard (1..<pattern.count).allSatisfy({ pattern[$0] == Self.folded(text[start + $0]) }) else { return false }
        return !betweenASCII || (start == 0 || text[start - 1] < 0x80) && (end == text.count || text[end] < 0x80)
    }

    @inline(__always)
    private static func folded(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }
}

extension String {
    /// The beginning of a text, up to a number of characters.
    func prefix(characters count: Int) -> String {
        // A character has at least one byte.
        utf8.count <= count ? self : String(prefix(count))
    }
}
