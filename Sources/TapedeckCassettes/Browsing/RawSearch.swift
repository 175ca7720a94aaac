// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// Passes over interactions whose bytes tell that a word cannot be in their texts.
///
/// Reading texts out of JSON takes far longer than looking for bytes, and most interactions do not have the words of a
/// search. What the bytes do not tell for certain, such as a stream whose pieces divide a word, is left to ``SearchText``.
struct RawSearch {
    /// The words that are found in bytes as they are in texts, in small letters.
    private let words: [[UInt8]]

    /// - Parameter words: The words in small letters.
    init(_ words: [[UInt8]]) {
        // A character beyond ASCII has another case in other bytes, and the rest may be escaped in JSON.
        self.words = words.filter { word in
            word.allSatisfy { 0x21...0x7E ~= $0 && !#""\/"#.utf8.contains($0) }
        }
    }

    /// Whether all words may be in the texts of an interaction; false when a word is certainly not there.
    func mayFind(in bytes: SearchedBytes) -> Bool {
        for word in words where !bytes.contain(word) {
            guard Self.mayHide(bytes.request) || Self.mayHide(bytes.response) else { return false }
        }
        return true
    }

    /// Whether a body may have a word in its texts that is not in its bytes: characters by their numbers, or a stream.
    private static func mayHide(_ body: UnsafeRawBufferPointer) -> Bool {
        guard let first = body.first(where: { $0 > 0x20 }) else { return false }
        switch first {
        case UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "\""):
            return body.containsIgnoringCase(Array(#"\u"#.utf8))
        case UInt8(ascii: "d"), UInt8(ascii: "e"), UInt8(ascii: "i"), UInt8(ascii: ":"): return true
        default: return false
        }
    }
}

/// The bytes of an interaction, where SQLite has them; the bodies are without content coding.
struct SearchedBytes {
    let path: UnsafeRawBufferPointer
    let session: UnsafeRawBufferPointer
    let request: UnsafeRawBufferPointer
    let response: UnsafeRawBufferPointer

    /// Whether a word in small letters is among them.
    fileprivate func contain(_ word: [UInt8]) -> Bool {
        request.containsIgnoringCase(word) || response.containsIgnoringCase(word) || path.containsIgnoringCase(word)
            || session.containsIgnoringCase(word)
    }
}

extension UnsafeRawBufferPointer {
    /// Finds bytes in any case of ASCII letters; their first and last ones are compared sixteen places at a time.
    /// - Parameter needle: The bytes, in small letters.
    /// - Returns: Whether they occur in these.
    func containsIgnoringCase(_ needle: [UInt8]) -> Bool {
        guard let base = baseAddress, let first = needle.first, let last = needle.last else { return needle.isEmpty }
        let places = count - needle.count + 1
        guard places > 0 else { return false }
        let small = SIMD16<UInt8>(repeating: 0x20)
        let (firsts, lasts) = (SIMD16(repeating: first | 0x20), SIMD16(repeating: last | 0x20))
        var place = 0
        while place + 16 <= places {
            let start = (base + place).loadUnaligned(as: SIMD16<UInt8>.self)
            let end = (base + place + needle.count - 1).loadUnaligned(as: SIMD16<UInt8>.self)
            let both = (start | small .== firsts) .& (end | small .== lasts)
            var lanes = unsafeBitCast(both, to: SIMD2<UInt64>.self)
            if lanes != .zero {
                for half in 0..<2 {
                    while lanes[half] != 0 {
                        let lane = lanes[half].trailingZeroBitCount >> 3
                        if isWord(needle, at: place + half * 8 + lane) { return true }
                        lanes[half] &= ~(0xFF << UInt64(lane * 8))
                    }
                }
            }
            place += 16
        }
        while place < places {
            if isWord(needle, at: place) { return true }
            place += 1
        }
        return false
    }

    private func isWord(_ needle: [UInt8], at place: Int) -> Bool {
        for index in needle.indices where SearchText.lowercased(self[place + index]) != needle[index] { return false }
        return true
    }
}
