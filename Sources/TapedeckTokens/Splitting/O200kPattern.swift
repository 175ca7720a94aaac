// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The split pattern of o200k_base.
///
///     [^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?
///     [^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?
///     \p{N}{1,3}
///      ?[^\s\p{L}\p{N}]+[\r\n/]*
///     \s*[\r\n]+
///     \s+(?!\S)
///     \s+
struct O200kPattern {
    let scanner: TextScanner

    @inline(__always)
    func end(ofPieceAt start: Int) -> Int {
        let first = scanner.scalar(at: start)
        if let end = endOfWord(at: start, first) { return scanner.endOfContraction(at: end) }
        if first.kind.isAny(of: .number) { return scanner.endOfNumber(after: first.next) }
        if let end = scanner.endOfPunctuation(at: start) { return endOfNewlinesAndSlashes(at: end) }
        let run = scanner.spaceRun(at: start)
        if let end = run.afterNewline { return end }
        // Before a word the last blank stays with it, unless it is the only one.
        return run.end == scanner.count || run.last == start ? run.end : run.last
    }

    /// The first two alternatives without the contraction.
    ///
    /// Scalars without case may belong to both runs. The run of capitals takes all it can; when no small letter
    /// follows, it gives back up to the last scalar that may stand for one. Only a run of nothing but capitals
    /// comes to the second alternative.
    @inline(__always)
    private func endOfWord(at start: Int, _ first: (kind: ScalarClass, next: Int)) -> Int? {
        let hasLead = !first.kind.isAny(of: [.letter, .number, .newline])
        let begin = hasLead ? first.next : start
        var capitals = begin
        var afterCaseless: Int?
        var kind: ScalarClass = []
        while capitals < scanner.count {
            let scalar = scanner.scalar(at: capitals)
            kind = scalar.kind
            guard kind.isAny(of: .upper) else { break }
            capitals = scalar.next
            if kind.isAny(of: .lower) { afterCaseless = capitals }
        }
        if capitals < scanner.count, kind.isAny(of: .lower) {
            return scanner.end(ofRunOf: .lower, from: capitals)
        }
        if let afterCaseless { return afterCaseless }
        // A mark that cannot lead a word is one of its own.
        if hasLead, first.kind.isSuperset(of: .both) { return first.next }
        return capitals > begin ? capitals : nil
    }

    @inline(__always)
    private func endOfNewlinesAndSlashes(at start: Int) -> Int {
        var end = start
        while true {
            switch scanner.byte(at: end) {
            case UInt8(ascii: "\r"), UInt8(ascii: "\n"), UInt8(ascii: "/"): end &+= 1
            default: return end
            }
        }
    }
}
