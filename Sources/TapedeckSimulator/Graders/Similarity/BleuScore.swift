// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckSummarizer

/// The BLEU of one sentence, as `sacrebleu.sentence_bleu` computes it: up to four words, exponential smoothing, and no
/// longer sequences than the text has.
struct BleuScore: Sendable {
    private static let maximumOrder = 4

    /// The score, `0...1`.
    let value: Double

    init(_ text: String, against reference: String) {
        let text = TranslationTokens(text), reference = TranslationTokens(reference)
        var smoothing = 1.0
        var logarithms = 0.0
        var orders = 0
        var hasMatch = false
        for order in 1...Self.maximumOrder where text.tokens.count >= order {
            let total = text.tokens.count - order + 1
            let matches = text.overlap(with: reference, length: order)
            if matches > 0 { hasMatch = true } else { smoothing *= 2 }
            let precision = matches > 0 ? Double(matches) / Double(total) : 1 / (smoothing * Double(total))
            logarithms += PortableMath.log(precision)
            orders += 1
        }
        guard orders > 0, hasMatch else {
            value = 0
            return
        }
        let ratio = Double(reference.tokens.count) / Double(text.tokens.count)
        let penalty = ratio > 1 ? 1 - ratio : 0
        value = min(1, PortableMath.exp(logarithms / Double(orders) + penalty))
    }
}
