// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The tokens of one text as identifiers of a ``Vocabulary``, with the ends of its sentences.
struct TokenRun: ~Copyable {
    /// Identifiers in text order; the first `count` are valid.
    var tokens = Scratch<UInt32>(capacity: 256)
    private(set) var count = 0
    /// Number of tokens up to the end of each sentence that has any; the first `sentenceCount` are valid.
    private(set) var ends = Scratch<Int>(capacity: 16)
    private(set) var sentenceCount = 0

    mutating func removeAll() {
        count = 0
        sentenceCount = 0
    }

    /// Makes room so that `append` may be called `extra` times.
    @inline(__always)
    mutating func reserve(_ extra: Int) { tokens.reserve(count + extra) }

    @inline(__always)
    mutating func append(_ token: UInt32) {
        tokens[count] = token
        count += 1
    }

    /// Ends a sentence here; one without tokens leaves no trace.
    mutating func endSentence() {
        let previous = sentenceCount == 0 ? 0 : ends[sentenceCount - 1]
        guard count > previous else { return }
        ends.reserve(sentenceCount + 1)
        ends[sentenceCount] = count
        sentenceCount += 1
    }

    /// A place to come back to.
    var mark: (tokens: Int, sentences: Int) { (count, sentenceCount) }

    /// Forgets what was appended after a mark.
    mutating func rewind(to mark: (tokens: Int, sentences: Int)) {
        count = mark.tokens
        sentenceCount = mark.sentences
    }

    /// The token range of a sentence.
    @inline(__always)
    func sentence(_ index: Int) -> Range<Int> {
        let start = index == 0 ? 0 : ends[index - 1]
        return start..<ends[index]
    }

    mutating func shrink() {
        tokens.shrink(to: 1 << 16)
        ends.shrink(to: 1 << 14)
    }
}
