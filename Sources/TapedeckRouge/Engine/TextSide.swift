// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// One side of a pair, tokenised: its text, and its sentences where they are not simply the lines of the text.
struct TextSide: ~Copyable {
    var text = TokenRun()
    var sentences = TokenRun()
    /// Whether `sentences` holds the sentences; otherwise `text` does.
    var hasOwnSentences = false

    mutating func removeAll() {
        text.removeAll()
        sentences.removeAll()
        hasOwnSentences = false
    }

    mutating func shrink() {
        text.shrink()
        sentences.shrink()
    }

    var summaryTokens: Int { hasOwnSentences ? sentences.count : text.count }
}
