// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore
import TapedeckTestSupport
import Testing

@testable import TapedeckCassettes

struct HeaderDecoderTests {
    private func plain(_ text: String, _ decoder: HeaderDecoder = HeaderDecoder()) -> HTTPFields? {
        Array(text.utf8).withUnsafeBufferPointer { decoder.plainFields($0) }
    }

    @Test func `decodes names and values as they are`() throws {
        let fields = try #require(plain(#"[["content-type","text/plain"],["X-Two",""],["x-two","a, b"]]"#))
        #expect(fields.map(\.name.rawName) == ["content-type", "X-Two", "x-two"])
        #expect(fields.map(\.value) == ["text/plain", "", "a, b"])
        #expect(plain("[]") == [:])
    }

    @Test(
        arguments: [
            "", "[", "[]]", "[ ]", #"[["a","b"]"#, #"[["a","b"],]"#, #"[["a","b"]["c","d"]]"#, #"[["a"]]"#,
            #"[["a","b","c"]]"#, #"[["a",1]]"#, #"[["","b"]]"#, #"[["a b","c"]]"#, #"[[":status","200"]]"#,
            #"[["a","\u0041"]]"#, #"[["a","é"]]"#, "[[\"a\",\"\n\"]]", #"[["a", "b"]]"#, #"{"a":"b"}"#,
        ]
    )
    func `leaves any other text to the parser`(_ text: String) {
        #expect(plain(text) == nil)
    }

    @Test func `takes no more fields than a message may have`() {
        func text(_ count: Int) -> String {
            "[" + [String](repeating: #"["a","b"]"#, count: count).joined(separator: ",") + "]"
        }
        #expect(plain(text(HTTPFieldLimits.count))?.count == HTTPFieldLimits.count)
        #expect(plain(text(HTTPFieldLimits.count + 1)) == nil)
    }

    @Test(arguments: UInt64(1)...50)
    func `gives what the parser gives, or nothing`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        // One decoder for all, so that what it remembers is in the test too.
        let decoder = HeaderDecoder()
        let names = (0..<80).map { "x-\($0)" } + ["Content-Type", "content-type", "é", "a b", ":path", ""]
        let values = ["", " ", "text/plain", " both ", "é", "\"", "\\", "\n", "\u{7F}", "0", "\u{1F600}"]
        for _ in 0..<200 {
            let pairs = (0..<Int.random(in: 0...12, using: &random)).map { _ in
                [names.randomElement(using: &random) ?? "", values.randomElement(using: &random) ?? ""]
            }
            var bytes = Array(JSONValue.array(pairs.map { .array($0.map { .string($0) }) }).text().utf8)
            for _ in 0..<Int.random(in: 0...2, using: &random) where !bytes.isEmpty {
                let index = Int.random(in: bytes.indices, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: bytes.remove(at: index)
                case 1: bytes.insert(bytes.randomElement(using: &random) ?? 0, at: index)
                default: bytes[index] = UInt8.random(in: 0...255, using: &random)
                }
            }
            let text = String(decoding: bytes, as: UTF8.self)
            guard let fields = bytes.withUnsafeBufferPointer({ decoder.plainFields($0) }) else { continue }
            #expect(Array(fields) == Array(try InteractionTable.decode(text, of: 1)), "\(text)")
        }
    }
}
