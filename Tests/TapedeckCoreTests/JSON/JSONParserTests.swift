// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckTestSupport
import Testing

struct JSONParserTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let text: String
        var testDescription: String { name }

        init(_ name: String, _ text: String) {
            self.name = name
            self.text = text
        }
    }

    // MARK: - What is refused

    static let refused = [
        Case("nothing", ""),
        Case("white space only", " \n"),
        Case("two documents", "1 2"),
        Case("text after the document", "{} x"),
        Case("a comma before the end of an array", "[1,]"),
        Case("a comma before the end of an object", #"{"a":1,}"#),
        Case("a comma at the beginning", "[,1]"),
        Case("no comma", "[1 2]"),
        Case("no colon", #"{"a" 1}"#),
        Case("a name without quotes", "{a:1}"),
        Case("single quotes", "'a'"),
        Case("a leading zero", "01"),
        Case("a leading zero after a sign", "-01"),
        Case("a plus sign", "+1"),
        Case("a sign alone", "-"),
        Case("a point at the beginning", ".5"),
        Case("a point at the end", "1."),
        Case("an empty exponent", "1e"),
        Case("an exponent of a sign", "1e+"),
        Case("hexadecimal", "0x10"),
        Case("NaN", "NaN"),
        Case("Infinity", "-Infinity"),
        Case("a number beyond a double", "1e400"),
        Case("a negative number beyond a double", "-1e400"),
        Case("a literal cut short", "tru"),
        Case("a literal in capitals", "True"),
        Case("a raw line end in a string", "\"a\nb\""),
        Case("a raw tab after an escape", "\"\\n\t\""),
        Case("an unknown escape", #""\x41""#),
        Case("a short unicode escape", #""\u12""#),
        Case("a unicode escape of other digits", #""\u12g4""#),
        Case("half of a surrogate pair at the end", #""\ud83d""#),
        Case("half of a surrogate pair before text", #""\ud83dabcdef""#),
        Case("the second half alone", #""\ude00""#),
        Case("two first halves", #""\ud83d\ud83d""#),
        Case("a first half before another escape", #""\ud83d\n""#),
        Case("a comment", "/* */ 1"),
        Case("a byte order mark", "\u{FEFF}1"),
    ]

    @Test(arguments: refused)
    func `refuses what is not JSON`(_ document: Case) {
        #expect(throws: JSONError.self) { try JSONValue(parsing: Array(document.text.utf8)) }
    }

    static let notUTF8: [[UInt8]] = [
        [0x22, 0xFF, 0x22], [0x22, 0xC3, 0x22], [0x22, 0xC0, 0x80, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22],
        [0x22, 0x5C, 0x6E, 0xFF, 0x22], [0x22, 0xF5, 0x80, 0x80, 0x80, 0x22], [0xFF], [0x31, 0x80],
    ]

    @Test(arguments: notUTF8)
    func `refuses bytes that are not UTF-8`(_ bytes: [UInt8]) {
        #expect(throws: JSONError.self) { try JSONValue(parsing: bytes) }
    }

    @Test func `refuses every prefix of a document`() throws {
        let text = #" {"a":[1.5e-3,true,null,"x\u00e9\ud83d\ude00\n"],"b":{"c":-0.0}}"#
        let bytes = Array(text.utf8)
        #expect(try JSONValue(parsing: bytes)["a"]?.elements?.count == 4)
        for length in 0..<bytes.count {
            #expect(throws: JSONError.self, "\(length) bytes") { try JSONValue(parsing: bytes[..<length]) }
        }
    }

    @Test func `says where a document goes wrong`() throws {
        let error = try #require(throws: JSONError.self) { try JSONValue(parsing: Array(#"{"a": tru}"#.utf8)) }
        #expect(error.offset == 6)
        #expect("\(error)" == "Invalid JSON at byte 6: expected true.")
        let slice = Array("xx[1,x]".utf8)[2...]
        #expect(try #require(throws: JSONError.self) { try JSONValue(parsing: slice) }.offset == 3)
    }

    @Test(arguments: ["[", "{\"a\":"])
    func `takes nesting up to its limit and not beyond`(_ opening: String) throws {
        let closing = opening == "[" ? "]" : "}"
        func nested(_ depth: Int) -> [UInt8] {
            let inner = opening == "[" ? "" : "1"
            return Array(
                (String(repeating: opening, count: depth) + inner + String(repeating: closing, count: depth)).utf8
            )
        }
        #expect(throws: Never.self) { try JSONValue(parsing: nested(JSONValue.depthLimit)) }
        let error = try #require(throws: JSONError.self) { try JSONValue(parsing: nested(JSONValue.depthLimit + 1)) }
        #expect(error.reason == "nesting deeper than 512 levels")
        #expect(throws: JSONError.self) {
            try JSONValue(parsing: Array(String(repeating: opening, count: 1_000_000).utf8))
        }
    }

    // MARK: - What is read

    @Test(arguments: [
        Case("\u{08}\u{0C}\n\r\t\"\\/é😀\u{0}", #""\b\f\n\r\t\"\\\/\u00E9\uD83D\ude00\u0000""#),
        Case("é😀", #""é😀""#),
        Case("", #""""#),
    ])
    func `undoes escapes`(_ document: Case) throws {
        let string = try #require(try JSONValue(parsing: Array(document.text.utf8)).string)
        #expect(Array(string.utf8) == Array(document.name.utf8))
    }

    @Test func `keeps order, duplicates and spelling`() throws {
        let text = #"{"b":1.50,"a":1E+2,"b":-0,"":[]}"#
        let value = try JSONValue(parsing: Array(text.utf8))
        #expect(value.text() == text)
        #expect(value["b"]?.integer == 0)
        #expect(value["a"]?.integer == 100)
        #expect(value["missing"] == nil)
        #expect(value.text(indent: 2) == "{\n  \"b\": 1.50,\n  \"a\": 1E+2,\n  \"b\": -0,\n  \"\": []\n}")
    }

    @Test func `reads numbers at the ends of a double's range`() throws {
        #expect(try JSONValue(parsing: Array("1.7976931348623157e308".utf8)) != .null)
        #expect(try JSONValue(parsing: Array("1e-400".utf8)).integer == 0)
        #expect(try JSONValue(parsing: Array("9223372036854775807".utf8)).integer == .max)
        #expect(try JSONValue(parsing: Array("1e2".utf8)).integer == 100)
        #expect(try JSONValue(parsing: Array("1.5".utf8)).integer == nil)
        #expect(try JSONValue(parsing: Array("1e300".utf8)).integer == nil)
        let long = "1" + String(repeating: "0", count: 200) + "." + String(repeating: "3", count: 5000)
        #expect(try JSONValue(parsing: Array(long.utf8)).text() == long)
    }

    @Test func `reads what it writes`() throws {
        var generator = SplitMix64(seed: 1)
        for _ in 0..<500 {
            let value = JSONValue.random(depth: 5, using: &generator)
            #expect(try JSONValue(parsing: Array(value.text().utf8)) == value)
            #expect(try JSONValue(parsing: Array(value.text(indent: 3).utf8)) == value)
        }
    }

    @Test func `takes any damage to a document without a trap`() {
        var generator = SplitMix64(seed: 2)
        var refused = 0
        for _ in 0..<2000 {
            var bytes = Array(JSONValue.random(depth: 4, using: &generator).text().utf8)
            for _ in 0...Int.random(in: 0..<3, using: &generator) {
                bytes[Int.random(in: bytes.indices, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
            }
            do {
                let value = try JSONValue(parsing: bytes)
                #expect((try? JSONValue(parsing: Array(value.text().utf8))) == value)
            } catch {
                #expect((0...bytes.count).contains(error.offset))
                refused += 1
            }
        }
        #expect(refused > 500)
    }
}
