// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import Testing

@testable import TapedeckSimulator

struct PythonJSONTests {
    private func spelled(_ text: String, movesIndex: Bool = false) -> String {
        var output: [UInt8] = []
        PythonJSON.append(Array(text.utf8)[...], to: &output, movesIndex: movesIndex)
        return String(decoding: output, as: UTF8.self)
    }

    @Test func `puts a space behind commas and colons, and no other white space`() {
        #expect(spelled("{\n  \"a\": [1,2 , {}],\"b:,\":null\n}\n") == #"{"a": [1, 2, {}], "b:,": null}"#)
    }

    @Test(arguments: [
        ("é", #"\u00e9"#), ("👋", #"\ud83d\udc4b"#), (#"\ud83d\uDC4B"#, #"\ud83d\udc4b"#), (#"a\/b"#, "a/b"),
        (#"\u0041\u0022\u000a\u0001"#, #"A\"\n\u0001"#), (#"\n\t\\\""#, #"\n\t\\\""#), ("\u{7F}", #"\u007f"#),
        ("\u{2028}", #"\u2028"#),
    ])
    func `writes ASCII only`(text: String, expected: String) {
        #expect(spelled("\"\(text)\"") == "\"\(expected)\"")
    }

    @Test(arguments: [
        ("1.50", "1.5"), ("1.0", "1.0"), ("1e5", "100000.0"), ("1E-5", "1e-05"), ("0.0001", "0.0001"),
        ("1e16", "1e+16"), ("9007199254740994.0", "9007199254740994.0"), ("1e15", "1000000000000000.0"),
        ("-0.0", "-0.0"), ("1e-7", "1e-07"), ("12345678901234567890", "12345678901234567890"), ("1.5e300", "1.5e+300"),
        ("6.144174602214718e-7", "6.144174602214718e-07"), ("123456789012345680000.0", "1.2345678901234568e+20"),
    ])
    func `spells floats as repr does`(number: String, expected: String) {
        #expect(spelled("[\(number)]") == "[\(expected)]")
    }

    @Test func `moves the index of listed objects to their end`() {
        let text = #"{"data":[{"object":"embedding","index":0,"embedding":[0.5,1]},{"index":1}],"index":7}"#
        #expect(
            spelled(text, movesIndex: true)
                == #"{"data": [{"object": "embedding", "embedding": [0.5, 1], "index": 0}, {"index": 1}], "index": 7}"#
        )
    }
}
