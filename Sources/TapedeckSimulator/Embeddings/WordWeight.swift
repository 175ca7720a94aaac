// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckSummarizer
import TapedeckTokens

/// How much a word says about the text it is in.
///
/// Byte-pair encodings number the frequent words first, so the number of a word's token tells how rare the word is.
enum WordWeight {
    /// The weight of a word in lower case, in 1/1024.
    static func weight(of word: String) -> Double {
        if isCommon(word) { return 100 }
        let tokens = TokenEncoding.cl100kBase.encode(" " + word)
        guard let number = tokens.first, tokens.count == 1 else { return 1120 }
        switch number {
        case ..<512: return 400
        case ..<1024: return 560
        case ..<2048: return 720
        case ..<4096: return 870
        case ..<8192: return 970
        default: return 1120
        }
    }

    /// Whether it is a word of grammar, or a part of a contraction.
    static func isCommon(_ word: String) -> Bool { common.contains(word) }

    private static let common = Lexicon.functionWords.union(["s", "t", "d", "m", "ll", "re", "ve", "don", "please"])
}
