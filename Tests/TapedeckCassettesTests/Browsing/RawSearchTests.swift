// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import Testing

@testable import TapedeckCassettes

struct RawSearchTests {
    private func mayFind(_ words: String..., path: String = "", in request: String, _ response: String = "") -> Bool {
        let texts = [path, request, response].map { Array($0.utf8) }
        return texts[0].withUnsafeBytes { path in
            texts[1].withUnsafeBytes { request in
                texts[2].withUnsafeBytes { response in
                    SearchWords(words).raw.mayFind(
                        in: SearchedBytes(
                            path: path,
                            session: UnsafeRawBufferPointer(start: nil, count: 0),
                            request: request,
                            response: response
                        )
                    )
                }
            }
        }
    }

    @Test func `passes over what has not all words`() {
        #expect(!mayFind("tram", in: #"{"content":"a weekend in Lisbon"}"#, #"{"content":"Take the bus"}"#))
        #expect(mayFind("TRAM", "lisbon", in: #"{"content":"in LisboN"}"#, #"{"content":"Tram 28"}"#))
        #expect(!mayFind("tram", "oslo", in: #"{"content":"Tram 28"}"#, ""))
        #expect(mayFind("models", path: "/v1/Models", in: "{}"))
        #expect(!mayFind("z", in: "plain text", ""))
    }

    @Test func `leaves to the texts what bytes do not tell`() {
        #expect(mayFind("lisbon", in: #"{"content":"L\u0069sbon"}"#))
        #expect(
            mayFind(
                "lisbon",
                in: "data: {\"delta\":{\"content\":\"Lis\"}}\n\ndata: {\"delta\":{\"content\":\"bon\"}}\n\n"
            )
        )
        #expect(mayFind("a/b", in: #"{"content":"a\/b"}"#))
        #expect(mayFind("äpfel", in: #"{"content":"ÄPFEL"}"#))
        #expect(mayFind(#"say"so"#, in: #"{"content":"say\"so"}"#))
    }

    @Test func `finds bytes wherever they are`() {
        var random = SplitMix64(seed: 7)
        let letters = Array("abAB@[`{ 10".utf8)
        for _ in 0..<3000 {
            let text = (0..<Int(random.next() % 70)).map { _ in letters[Int(random.next() % 11)] }
            let needle = (0..<Int(1 + random.next() % 4)).map { _ in
                SearchText.lowercased(letters[Int(random.next() % 11)])
            }
            let small = text.map(SearchText.lowercased)
            let isThere = small.indices.contains { small[$0...].starts(with: needle) }
            #expect(text.withUnsafeBytes { $0.containsIgnoringCase(needle) } == isThere)
        }
    }
}
