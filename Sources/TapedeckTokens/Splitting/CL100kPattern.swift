// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The split pattern of cl100k_base.
///
///     '(?i:[sdmt]|ll|ve|re)
///     [^\r\n\p{L}\p{N}]?+\p{L}++
///     \p{N}{1,3}+
///      ?[^\s\p{L}\p{N}]++[\r\n]*+
///     \s++$
///     \s*[\r\n]
///     \s+(?!\S)
///     \s
struct CL100kPattern {
    let scanner: TextScanner

    @inline(__always)
    func end(ofPieceAt start: Int) -> Int {
        let contraction = scanner.endOfContraction(at: start)
        if contraction > start { return contraction }
        let first = scanner.scalar(at: start)
        if first.kind.isAny(of: .number) { return scanner.endOfNumber(after: first.next) }
        let word = first.kind.isAny(of: [.letter, .newline]) ? start : first.next
        let end = scanner.end(ofRunOf: .letter, from: word)
        if end > word { return end }
        if let end = scanner.endOfPunctuation(at: start) { return scanner.end(ofRunOf: .newline, from: end) }
        let run = scanner.spaceRun(at: start)
        if run.end == scanner.count { return run.end }
        if let end = run.afterNewline { return end }
        // Before a word the last blank stays with it, unless it is the only one.
        return run.last == start ? run.end : run.last
    }
}
