// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The default tokenizer, over UTF-8 bytes: maximal runs of ASCII letters and digits, in lower case.
///
/// Of Unicode's lower-case mapping only two code points beyond ASCII give letters that stay: U+212A (kelvin sign)
/// is `k`, and U+0130 (capital I with dot) is `i` followed by a separator. All other bytes from 0x80 separate.
/// The text is read once, eight bytes at a time; positions of 64 bytes at a time become bits of a word, so that
/// the work is per token and not per byte.
struct ByteTokenizer: ~Copyable {
    private var lower = Scratch<UInt8>(capacity: 512)
    private var tail = Scratch<UInt8>(capacity: 64)
    private var translated: [UInt8] = []

    /// Appends the tokens of a text to a run, or with `stemming` their stems.
    ///
    /// With `lines` each newline ends a sentence.
    mutating func tokenize(
        _ text: UnsafeBufferPointer<UInt8>,
        into run: inout TokenRun,
        vocabulary: inout Vocabulary,
        stemming: Bool,
        lines: Bool
    ) {
        guard let start = text.baseAddress, !text.isEmpty else { return }
        let before = run.mark
        if scan(start, text.count, into: &run, vocabulary: &vocabulary, stemming: stemming, lines: lines) { return }
        // One of the two special code points: rare enough to begin again on a copy in plain ASCII.
        run.rewind(to: before)
        translated.removeAll(keepingCapacity: true)
        Self.translate(text, into: &translated)
        let copy = translated
        copy.withUnsafeBufferPointer { bytes in
            guard let start = bytes.baseAddress else { return }
            _ = scan(start, bytes.count, into: &run, vocabulary: &vocabulary, stemming: stemming, lines: lines)
        }
        if translated.capacity > 1 << 16 { translated = [] }
    }

    /// Whether a very long text has left much memory behind.
    var isLarge: Bool { lower.capacity > 1 << 20 }

    /// Gives memory back that a very long text needed.
    mutating func shrink() { lower.shrink(to: 1 << 16) }

    // MARK: - Scanning

    /// Scans a whole text; false when it met one of the two special code points.
    @inline(__always)
    private mutating func scan(
        _ text: UnsafePointer<UInt8>,
        _ count: Int,
        into run: inout TokenRun,
        vocabulary: inout Vocabulary,
        stemming: Bool,
        lines: Bool
    ) -> Bool {
        run.reserve(count / 2 + 1)
        // A block of 64 and a key of 16 bytes may reach beyond the text.
        lower.reserve(count + 80)
        var open = false
        var start = 0
        var offset = 0
        while offset < count {
            let left = count - offset
            let source: UnsafePointer<UInt8>
            if left >= 64 {
                source = text + offset
            } else {
                tail.clear(64)
                tail.base.update(from: text + offset, count: left)
                source = UnsafePointer(tail.base)
            }
            let block = classify(source, words: min(8, (left + 7) >> 3), to: lower.base + offset, lines: lines)
            if block.hasSpecialLead, Self.hasSpecial(text, count, from: offset, to: min(offset + 64, count)) {
                return false
            }
            let before = block.letters << 1 | (open ? 1 : 0)
            var starts = block.letters & ~before
            var ends = ~block.letters & before
            var newlines = block.newlines
            while ends != 0 {
                if !open {
                    start = offset &+ starts.trailingZeroBitCount
                    starts &= starts &- 1
                }
                if newlines != 0, offset &+ newlines.trailingZeroBitCount < start {
                    run.endSentence()
                    newlines &= UInt64.max << UInt64(truncatingIfNeeded: start &- offset)
                }
                append(start, offset &+ ends.trailingZeroBitCount, to: &run, &vocabulary, stemming)
                ends &= ends &- 1
                open = false
            }
            if newlines != 0 { run.endSentence() }
            if starts != 0 {
                start = offset &+ starts.trailingZeroBitCount
                open = true
            }
            offset &+= 64
        }
        if open { append(start, count, to: &run, &vocabulary, stemming) }
        return true
    }

    @inline(__always)
    private func append(
        _ start: Int,
        _ end: Int,
        to run: inout TokenRun,
        _ vocabulary: inout Vocabulary,
        _ stemming: Bool
    ) {
        let length = end &- start
        let bytes = UnsafePointer(lower.base + start)
        guard length <= 16 else {
            let token = UnsafeBufferPointer(start: bytes, count: length)
            run.append(vocabulary.number(token, stemming: stemming))
            return
        }
        let raw = UnsafeRawPointer(bytes)
        var low = UInt64(littleEndian: raw.loadUnaligned(as: UInt64.self))
        var high: UInt64 = 0
        if length <= 8 {
            low &= UInt64.max >> UInt64(truncatingIfNeeded: (8 &- length) &* 8)
        } else {
            high = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            high &= UInt64.max >> UInt64(truncatingIfNeeded: (16 &- length) &* 8)
        }
        run.append(vocabulary.number(low: low, high: high, length: length, bytes: bytes, stemming: stemming))
    }

    // MARK: - Classification, eight bytes in a word

    struct Block {
        /// Bit *i* is set when byte *i* belongs to a token.
        var letters: UInt64 = 0
        /// Bit *i* is set when byte *i* is a newline.
        var newlines: UInt64 = 0
        /// Whether a byte may begin one of the two special code points.
        var hasSpecialLead = false
    }

    private static let every: UInt64 = 0x0101_0101_0101_0101
    private static let highs: UInt64 = 0x8080_8080_8080_8080

    /// Classifies up to 64 bytes and writes them out in lower case.
    @inline(__always)
    private func classify(
        _ source: UnsafePointer<UInt8>,
        words: Int,
        to target: UnsafeMutablePointer<UInt8>,
        lines: Bool
    ) -> Block {
        let every = Self.every
        let highs = Self.highs
        var block = Block()
        var special: UInt64 = 0
        for index in 0..<words {
            let raw = UnsafeRawPointer(source).loadUnaligned(fromByteOffset: index &* 8, as: UInt64.self)
            let word = UInt64(littleEndian: raw)
            let low = word & ~highs
            let folded = low | every &* 0x20
            // In each byte the top bit says "at least a" and "above z", and so on; no carry leaves a byte.
            let alpha = (folded &+ every &* (0x80 - 0x61)) & ~(folded &+ every &* (0x7F - 0x7A))
            let digit = (low &+ every &* (0x80 - 0x30)) & ~(low &+ every &* (0x7F - 0x39))
            let letter = (alpha | digit) & ~word & highs
            let lowered = word | (alpha & ~word & highs) >> 2
            UnsafeMutableRawPointer(target).storeBytes(
                of: lowered.littleEndian,
                toByteOffset: index &* 8,
                as: UInt64.self
            )
            let shift = UInt64(truncatingIfNeeded: index &* 8)
            block.letters |= Self.gather(letter) << shift
            if lines { block.newlines |= Self.gather(Self.zeros(word ^ every &* 0x0A)) << shift }
            if word & highs != 0 {
                special |= Self.zeros(word ^ every &* 0xC4) | Self.zeros(word ^ every &* 0xE2)
            }
        }
        block.hasSpecialLead = special != 0
        return block
    }

    /// The top bit of each byte that is zero, exactly.
    @inline(__always)
    private static func zeros(_ word: UInt64) -> UInt64 {
        ~(((word & ~highs) &+ ~highs) | word) & highs
    }

    /// The top bits of the eight bytes as one byte, the first byte's lowest.
    @inline(__always)
    private static func gather(_ tops: UInt64) -> UInt64 {
        ((tops >> 7) &* 0x0102_0408_1020_4080) >> 56
    }

    // MARK: - U+212A and U+0130

    private static func hasSpecial(_ text: UnsafePointer<UInt8>, _ count: Int, from start: Int, to end: Int) -> Bool {
        for index in start..<end where special(text, count, index) != nil { return true }
        return false
    }

    /// The letter and the length in bytes of a special code point at this place.
    private static func special(_ text: UnsafePointer<UInt8>, _ count: Int, _ index: Int) -> (UInt8, Int)? {
        if text[index] == 0xC4, index + 1 < count, text[index + 1] == 0xB0 { return (UInt8(ascii: "i"), 2) }
        if text[index] == 0xE2, index + 2 < count, text[index + 1] == 0x84, text[index + 2] == 0xAA {
            return (UInt8(ascii: "k"), 3)
        }
        return nil
    }

    private static func translate(_ text: UnsafeBufferPointer<UInt8>, into ascii: inout [UInt8]) {
        guard let base = text.baseAddress else { return }
        var index = 0
        while index < text.count {
            if let (letter, length) = special(base, text.count, index) {
                ascii.append(letter)
                if length == 2 { ascii.append(UInt8(ascii: " ")) }
                index += length
            } else {
                ascii.append(base[index])
                index += 1
            }
        }
    }
}
