// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TapedeckCassettes

struct RequiredLiteralTests {
    @Test(arguments: [
        ("alice@example", "alice@example"), (#"alice@example\.com"#, "alice@example.com"), ("a*bc+d", "bc"),
        ("user-[0-9]+", "user-"), ("(secret)x", "x"), ("cat|dog", ""), ("(?i)abc", ""), (#"\d+abc"#, ""),
        ("ab{2,3}cde", "cde"), ("é-mail", ""), ("ab?", "a"),
    ])
    func `finds what a match cannot be without`(pattern: String, literal: String) {
        #expect(String(decoding: RequiredLiteral.find(in: pattern), as: UTF8.self) == literal)
    }
}
