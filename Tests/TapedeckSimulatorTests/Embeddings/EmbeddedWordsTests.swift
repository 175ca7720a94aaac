// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TapedeckSimulator

struct EmbeddedWordsTests {
    @Test(arguments: [
        ("The company's profits: 3,500!", ["the", "company", "s", "profits", "3", "500"]),
        ("“Straße” – Ärger", ["straße", "ärger"]),
        ("你好,世界a", ["你好", "世界", "a"]),
        ("寿司を 食", ["寿司", "司を", "食"]),
        ("ok🎉🎉", ["ok", "🎉🎉"]),
        ("", []),
        (" .,;", []),
    ])
    func `words are runs of letters, and pairs of characters`(text: String, words: [String]) {
        #expect(EmbeddedWords.list(text) == words)
    }
}
