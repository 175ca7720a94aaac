// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import Testing

struct JSONMemberScannerTests {
    private func members(_ text: String, piece: Int = .max) -> [String: JSONValue] {
        var scanner = JSONMemberScanner(names: ["a", "b"])
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            scanner.push(Array(rest.prefix(piece)))
            rest = rest.dropFirst(piece)
        }
        return scanner.values
    }

    @Test(arguments: [1, 2, 7, Int.max])
    func `finds members of the outermost object`(piece: Int) {
        let text = #" { "x": {"a": 0, "y": ["a", {"b": 1}]}, "a" : [1, "}", {"b": 2}], "\u0062":"q\"," , "c": 1 } "#
        #expect(members(text, piece: piece) == ["a": [1, "}", ["b": 2]], "b": "q\","])
    }

    @Test func `takes the last of members with one name`() {
        #expect(members(#"{"a":1,"a":2}"#) == ["a": 2])
    }

    @Test(arguments: ["", #"[{"a":1}]"#, #""a":1"#, "1", #"a{"a":1}"#, "}", #"{"a":"#, #"{"a"}"#])
    func `finds nothing in what is no object`(text: String) {
        #expect(members(text).isEmpty)
    }

    @Test func `ends on anything, with the same members in any pieces`() {
        let alphabet = Array("{}[]\",:a\\1 ".utf8)
        var random = SplitMix64(seed: 1)
        for _ in 0..<2000 {
            let bytes = (0..<24).map { _ in alphabet.randomElement(using: &random) ?? 0 }
            let text = String(decoding: bytes, as: UTF8.self)
            #expect(members(text) == members(text, piece: 1))
        }
    }
}
