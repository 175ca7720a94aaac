// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TapedeckSummarizer

struct StemTests {
    @Test(arguments: [
        ("dog's", "dog"), ("parties", "party"), ("tried", "try"), ("stopping", "stop"), ("falling", "fall"),
        ("king", "king"),
        ("stopped", "stop"), ("red", "red"), ("classes", "class"), ("boxes", "box"), ("dogs", "dog"), ("bus", "bus"),
        ("this", "this"), ("because", "becaus"), ("is", "is"), ("\u{E9}\u{E9}s", "\u{E9}\u{E9}"), ("", ""),
    ])
    func `a word loses the endings of plural and tense`(word: String, expected: String) {
        #expect(stem(word) == expected)
    }
}
