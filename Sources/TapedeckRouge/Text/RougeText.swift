// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A text that is tokenised once and scored any number of times.
///
/// Made by ``RougeScorer/text(_:)`` or ``RougeScorer/text(_:sentences:)``; valid for scorers with the same
/// tokenizer and stemmer. Holds each distinct token once and four bytes per occurrence.
public struct RougeText: Sendable {
    /// Bytes of the distinct tokens, one after another.
    let bytes: [UInt8]
    /// End of each distinct token in `bytes`.
    let ends: [Int]
    /// The text as indexes of distinct tokens.
    let tokens: [UInt32]
    /// Ends of the sentences in `tokens`, or in `sentenceTokens` when there are any.
    let sentenceEnds: [Int]
    /// The tokens of sentences split by the caller or a custom tokenizer; nil when they are those of the text.
    let sentenceTokens: [UInt32]?

    /// Number of tokens of the whole text.
    package var tokenCount: Int { tokens.count }
    /// Number of sentences that have tokens.
    package var sentenceCount: Int { sentenceEnds.count }
}

extension RougeText {
    /// Copies one side out of a workspace.
    init(_ side: borrowing TextSide, _ vocabulary: borrowing Vocabulary) {
        var numbering: [UInt32: UInt32] = [:]
        var bytes: [UInt8] = []
        var ends: [Int] = []
        func copy(_ run: borrowing TokenRun) -> [UInt32] {
            (0..<run.count).map { index in
                let number = run.tokens[index]
                if let known = numbering[number] { return known }
                bytes += vocabulary.bytes(of: number)
                ends.append(bytes.count)
                numbering[number] = UInt32(ends.count - 1)
                return UInt32(ends.count - 1)
            }
        }
        tokens = copy(side.text)
        if side.hasOwnSentences {
            sentenceTokens = copy(side.sentences)
            sentenceEnds = (0..<side.sentences.sentenceCount).map { side.sentences.ends[$0] }
        } else {
            sentenceTokens = nil
            sentenceEnds = (0..<side.text.sentenceCount).map { side.text.ends[$0] }
        }
        self.bytes = bytes
        self.ends = ends
    }

    /// Puts the tokens into a workspace's side: one look-up for each distinct token.
    func load(into side: inout TextSide, _ vocabulary: inout Vocabulary) {
        side.removeAll()
        var numbers: [UInt32] = []
        numbers.reserveCapacity(ends.count)
        bytes.withUnsafeBufferPointer { all in
            var start = 0
            for end in ends {
                numbers.append(vocabulary.number(UnsafeBufferPointer(rebasing: all[start..<end]), stemming: false))
                start = end
            }
        }
        if let sentenceTokens {
            side.hasOwnSentences = true
            side.text.append(tokens, numbers, ends: [])
            side.sentences.append(sentenceTokens, numbers, ends: sentenceEnds)
        } else {
            side.text.append(tokens, numbers, ends: sentenceEnds)
        }
    }
}

extension TokenRun {
    /// Appends tokens given as indexes of numbers, ending a sentence at each of the ends.
    fileprivate mutating func append(_ indexes: [UInt32], _ numbers: [UInt32], ends: [Int]) {
        reserve(indexes.count)
        var start = 0
        for end in ends + [indexes.count] {
            for index in indexes[start..<end] { append(numbers[Int(index)]) }
            endSentence()
            start = end
        }
    }
}
