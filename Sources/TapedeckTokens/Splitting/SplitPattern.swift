// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// How a text is split into pieces before anything is merged: tiktoken's patterns, read by hand.
enum SplitPattern {
    case o200k
    case cl100k

    /// Where the piece ends that begins at a place before the end of the text.
    @inline(__always)
    func end(ofPieceAt start: Int, in scanner: TextScanner) -> Int {
        switch self {
        case .o200k: O200kPattern(scanner: scanner).end(ofPieceAt: start)
        case .cl100k: CL100kPattern(scanner: scanner).end(ofPieceAt: start)
        }
    }
}

extension TextScanner {
    /// `\p{N}{1,3}`, whose first scalar is known and ends at a place.
    @inline(__always)
    func endOfNumber(after first: Int) -> Int {
        let second = scalar(at: first)
        guard second.kind.isAny(of: .number) else { return first }
        let third = scalar(at: second.next)
        return third.kind.isAny(of: .number) ? third.next : second.next
    }

    /// ` ?[^\s\p{L}\p{N}]+`, or `nil` when there is none.
    @inline(__always)
    func endOfPunctuation(at start: Int) -> Int? {
        let first = byte(at: start) == UInt8(ascii: " ") ? start &+ 1 : start
        let end = end(ofRunWithout: [.space, .letter, .number], from: first)
        return end > first ? end : nil
    }

    /// A run of white space, and what of it matters to the patterns.
    @inline(__always)
    func spaceRun(at start: Int) -> (end: Int, last: Int, afterNewline: Int?) {
        var (end, last) = (start, start)
        var afterNewline: Int?
        while end < count {
            let (kind, next) = scalar(at: end)
            guard kind.isAny(of: .space) else { break }
            if kind.isAny(of: .newline) { afterNewline = next }
            (last, end) = (end, next)
        }
        return (end, last, afterNewline)
    }

    /// `(?i:'s|'t|'re|'ve|'m|'ll|'d)`, or the place itself when there is none.
    ///
    /// Without regard to case, U+017F (long s) is an s too.
    @inline(__always)
    func endOfContraction(at start: Int) -> Int {
        guard byte(at: start) == UInt8(ascii: "'") else { return start }
        let first = byte(at: start &+ 1) | 0x20
        let second = byte(at: start &+ 2)
        switch first {
        case UInt8(ascii: "s"), UInt8(ascii: "t"), UInt8(ascii: "m"), UInt8(ascii: "d"): return start &+ 2
        case UInt8(ascii: "r"), UInt8(ascii: "v"): return second | 0x20 == UInt8(ascii: "e") ? start &+ 3 : start
        case UInt8(ascii: "l"): return second | 0x20 == UInt8(ascii: "l") ? start &+ 3 : start
        default: return byte(at: start &+ 1) == 0xC5 && second == 0xBF ? start &+ 3 : start
        }
    }
}
