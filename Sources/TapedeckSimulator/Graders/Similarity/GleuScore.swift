// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The Google BLEU of one sentence, as `nltk` computes its `sentence_gleu` for sequences of one to four words.
struct GleuScore: Sendable {
    private static let maximumOrder = 4

    /// The score, `0...1`.
    let value: Double

    init(_ text: String, against reference: String) {
        let text = TranslationTokens(text), reference = TranslationTokens(reference)
        var matches = 0
        var ofText = 0
        var ofReference = 0
        for order in 1...Self.maximumOrder {
            matches += text.overlap(with: reference, length: order)
            ofText += max(0, text.tokens.count - order + 1)
            ofReference += max(0, reference.tokens.count - order + 1)
        }
        let all = max(ofText, ofReference)
        value = all == 0 ? 0 : Double(matches) / Double(all)
    }
}
