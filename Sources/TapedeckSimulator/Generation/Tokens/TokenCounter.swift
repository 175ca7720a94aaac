// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckTokens

/// A counter of the tokens of a request's texts.
struct TokenCounter {
    /// Bytes that are counted exactly, more than the largest context holds; the rest is estimated.
    private static let exactLimit = 6 << 20

    private let encoding: TokenEncoding
    private var rest = exactLimit

    init(encoding: TokenEncoding) {
        self.encoding = encoding
    }

    /// Tokens of a text.
    mutating func count(_ text: String) -> Int {
        let size = text.utf8.count
        guard size <= rest else { return size / 4 }
        rest -= size
        return encoding.count(text)
    }
}
