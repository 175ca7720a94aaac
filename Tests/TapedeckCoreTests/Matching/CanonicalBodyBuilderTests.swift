// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Crypto
import HTTPTypes
import TapedeckCore
import TapedeckTestSupport
import Testing

struct CanonicalBodyBuilderTests {
    private func body(
        _ text: String,
        as contentType: String? = "application/json",
        rules: MatchingRules = .strict
    ) -> CanonicalBody {
        body([Array(text.utf8)[...]], as: contentType, rules: rules)
    }

    private func body(
        _ pieces: [ArraySlice<UInt8>],
        as contentType: String?,
        rules: MatchingRules = .strict
    ) -> CanonicalBody {
        var builder = CanonicalBodyBuilder(contentType: contentType, rules: rules, redactor: Redactor())
        for piece in pieces { builder.push(piece) }
        return builder.finish()
    }

    private func fingerprint(_ body: CanonicalBody) -> Fingerprint {
        RequestKey(
            RequestLine(method: .post, path: "/", query: nil),
            fields: [:],
            body: body,
            rules: .strict,
            redactor: Redactor()
        ).fingerprint
    }

    // MARK: - JSON

    struct Pair: Sendable, CustomTestStringConvertible {
        let left: String
        let right: String
        var testDescription: String { "\(left) and \(right)" }

        init(_ left: String, _ right: String) {
            self.left = left
            self.right = right
        }
    }

    @Test(arguments: [
        Pair(#"{"a":1,"b":[true,null]}"#, #" { "b" : [ true , null ] , "a" : 1.0 } "#),
        Pair(#"{"temperature":1.0}"#, #"{"temperature":1}"#),
        Pair(#"{"n":1e2}"#, #"{"n":100}"#),
        Pair(#"{"t":"é/\n"}"#, #"{"t":"\u00e9\/\u000a"}"#),
        Pair(#"{"a":1,"a":2}"#, #"{"a":2}"#),
    ])
    func `gives one fingerprint to spellings of one document`(_ pair: Pair) {
        #expect(fingerprint(body(pair.left)) == fingerprint(body(pair.right)))
    }

    @Test(arguments: [
        Pair(#"{"a":1}"#, #"{"a":2}"#), Pair(#"{"a":1}"#, #"{"a":"1"}"#), Pair(#"{"a":[1,2]}"#, #"{"a":[2,1]}"#),
        Pair(#"{"a":null}"#, "{}"), Pair("[]", "{}"), Pair(#"{"a":" x"}"#, #"{"a":"x"}"#), Pair("null", ""),
        Pair(#"{"\u00e9":1}"#, #"{"e\u0301":1}"#), Pair(#"{"a":1}"#, #"{"a":1"#), Pair("0", "false"),
    ])
    func `gives two fingerprints to different documents`(_ pair: Pair) {
        #expect(fingerprint(body(pair.left)) != fingerprint(body(pair.right)))
    }

    @Test(arguments: [
        "application/json", "Application/JSON; charset=utf-8", "application/vnd.api+json",
        "application/merge-patch+json ; x=y", nil, "text/plain", "application/x-www-form-urlencoded",
        "application/octet-stream", "multipart/form-data", "",
    ])
    func `takes for JSON what reads as JSON, whatever the content type says`(_ contentType: String?) {
        for text in [#"{"a": 1}"#, " \n{\"a\":1.0}", "\u{FEFF}{\"a\":1e0}"] {
            #expect(body(text, as: contentType) == .json(CanonicalJSON(["a": 1])))
        }
        for text in ["[]", "\"text\"", "12", "true", "null"] {
            #expect(body(text, as: contentType) == body(text, as: "application/json"))
        }
    }

    @Test(arguments: ["{", #"{"a":1} x"#, "{\"a\":1}\n{\"a\":1}\n", "a=1&b=2", "true story", "{\"a\":\"\u{1}\"}"])
    func `takes other texts as bytes`(_ text: String) {
        let bytes = Array(text.utf8)
        for contentType in ["application/json", "application/jsonl", "text/plain", nil] {
            #expect(
                body(text, as: contentType)
                    == .opaque(sha256: Array(SHA256.hash(data: bytes)), length: bytes.count)
            )
        }
    }

    @Test func `compares halves of surrogate pairs and leaves out what stands beside them`() throws {
        let rules = try MatchingRules(ignoringJSON: ["$.user"], query: [], matchingHeaders: [], scrubbing: ["date"])
        func fingerprint(_ text: String) -> Fingerprint { self.fingerprint(body(text, rules: rules)) }
        #expect(fingerprint(#"{"user":"a","t":"\ud83d"}"#) == fingerprint(#"{"t":"\uD83D","user":"b"}"#))
        #expect(fingerprint(#"{"t":"\ud83d"}"#) != fingerprint(#"{"t":"\ud83e"}"#))
        #expect(fingerprint(#"{"t":"\ude00\ud83d"}"#) != fingerprint(#"{"t":"\ud83d\ude00"}"#))
        #expect(fingerprint(#"{"\ud83d":"2024-05-06"}"#) == fingerprint(#"{"\ud83d":"2024-05-07"}"#))
        #expect(body(#"{"t":"\ud83dx\uDE00"}"#) == body(#" {"t":"\uD83Dx\ude00"}"#))
    }

    @Test(arguments: [
        Pair("9007199254740992", "9007199254740993"), Pair("1764300000000000001", "1764300000000000100"),
        Pair("0.1", "0.10000000000000001"), Pair("1e400", "1e401"), Pair("\"\u{E9}\"", "\"e\u{301}\""),
        Pair("{\"\u{E9}\":1}", "{\"e\u{301}\":1}"), Pair("\"\u{212A}\"", "\"K\""),
    ])
    func `tells apart what is one double or one text to Swift`(_ pair: Pair) {
        #expect(fingerprint(body(pair.left)) != fingerprint(body(pair.right)))
        #expect(fingerprint(body("[\(pair.left)]")) != fingerprint(body("[\(pair.right)]")))
    }

    @Test func `gives the canonical form of the tree without what the rules leave out`() throws {
        let rules = try MatchingRules(
            ignoringJSON: ["$.a", "$..b", "$[*].Z", "$[1]"],
            query: [],
            matchingHeaders: [],
            scrubbing: ["0+"]
        )
        var generator = SplitMix64(seed: 1)
        for _ in 0..<500 {
            let document = JSONValue.random(depth: 4, using: &generator)
            #expect(body(document.text(indent: 1)) == .json(CanonicalJSON(document)))
            let kept = document.removing(rules.ignoredJSON).mappingStrings(rules.scrub)
            #expect(body(document.text(), rules: rules) == .json(CanonicalJSON(kept)))
        }
    }

    @Test(arguments: ["application/json", "multipart/form-data; boundary=b", "text/plain", nil])
    func `holds an empty body for none`(_ contentType: String?) {
        #expect(fingerprint(body("", as: contentType)) == fingerprint(body("", as: nil)))
    }

    @Test func `takes JSON beyond the limit as bytes`() {
        let filler = [UInt8](repeating: UInt8(ascii: " "), count: 1 << 20)
        let pieces = [Array("{}".utf8)[...]] + Array(repeating: filler[...], count: 32)
        #expect(body(pieces, as: "application/json") == body(pieces, as: nil))
        #expect(body(Array(pieces.dropLast()), as: "application/json") == .json(CanonicalJSON([:])))
    }

    @Test func `leaves out what the rules leave out`() throws {
        let rules = try MatchingRules(
            ignoringJSON: ["$.user", "$..id"],
            query: [],
            matchingHeaders: [],
            scrubbing: ["date"]
        )
        #expect(
            body(#"{"user":"u","m":[{"id":1,"t":"on 2024-05-06"}],"2024-05-06":1}"#, rules: rules)
                == .json(CanonicalJSON(["m": [["t": "on <date>"]], "2024-05-06": 1]))
        )
    }

    // MARK: - Multipart

    private func form(
        _ parts: [(fields: String, content: String)],
        boundary: String = "b",
        quoted: Bool = false
    ) -> CanonicalBody {
        let text =
            parts.map { "--\(boundary)\r\n\($0.fields)\r\n\r\n\($0.content)\r\n" }.joined() + "--\(boundary)--\r\n"
        let parameter = quoted ? "\"\(boundary)\"" : boundary
        return body(text, as: "multipart/form-data; boundary=\(parameter)")
    }

    private static let purpose = (fields: "Content-Disposition: form-data; name=\"purpose\"", content: "fine-tune")
    private static let file = (
        fields: "Content-Disposition: form-data; name=\"file\"; filename=\"a.jsonl\"\r\nContent-Type: text/plain",
        content: "{\"x\":1}\n"
    )

    @Test func `compares a form by its parts`() {
        guard case .multipart(let parts) = form([Self.purpose, Self.file]) else {
            Issue.record("not a form")
            return
        }
        #expect(parts.map(\.name) == ["purpose", "file"])
        #expect(parts.map(\.fileName) == [nil, "a.jsonl"])
        #expect(parts.map(\.contentType) == [nil, "text/plain"])
        #expect(parts.map(\.length) == [9, 8])
        #expect(parts.map(\.sha256) == ["fine-tune", "{\"x\":1}\n"].map { Array(SHA256.hash(data: Array($0.utf8))) })
        #expect(parts.map(\.label) == ["part \"purpose\"", "part \"file\" (a.jsonl)"])
    }

    @Test func `does not count the boundary`() {
        let bodies = [
            form([Self.purpose, Self.file]),
            form([Self.purpose, Self.file], boundary: "----WebKitFormBoundary7MA4YWxk"),
            form([Self.purpose, Self.file], boundary: "a b:c", quoted: true),
        ]
        #expect(Set(bodies.map(fingerprint)).count == 1)
    }

    @Test func `does not count spellings of fields`() {
        let other = (
            fields:
                "content-type:TEXT/plain\r\nX-Other: 1\r\ncontent-disposition:  form-data; filename=a.jsonl; name=file",
            content: Self.file.content
        )
        #expect(fingerprint(form([Self.file])) == fingerprint(form([other])))
        let charsets = ["text/plain;charset=utf-8", "text/plain; charset=UTF-8", "Text/Plain ;\tcharset=utf-8"]
        let bodies = charsets.map { form([("Content-Type: \($0)", "x")]) }
        #expect(Set(bodies.map(fingerprint)).count == 1)
        #expect(fingerprint(form([("Content-Type:", "x")])) == fingerprint(form([("X: y", "x")])))
    }

    struct Change: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let parts: [(fields: String, content: String)]

        init(_ name: String, _ parts: [(fields: String, content: String)]) {
            self.testDescription = name
            self.parts = parts
        }
    }

    private static func disposition(_ parameters: String) -> String { "Content-Disposition: form-data; \(parameters)" }

    static let changes = [
        Change("other content", [purpose, (file.fields, "{\"x\":2}\n")]),
        Change("another name", [(disposition("name=\"p\""), "fine-tune"), file]),
        Change(
            "another file name",
            [purpose, (disposition("name=\"file\"; filename=\"b.jsonl\"\r\nContent-Type: text/plain"), file.content)]
        ),
        Change("no file name", [purpose, (disposition("name=\"file\"\r\nContent-Type: text/plain"), file.content)]),
        Change(
            "an extended file name",
            [purpose, (disposition("name=\"file\"; filename*=UTF-8''a\r\nContent-Type: text/plain"), file.content)]
        ),
        Change(
            "another extended file name",
            [purpose, (disposition("name=\"file\"; filename*=UTF-8''b\r\nContent-Type: text/plain"), file.content)]
        ),
        Change(
            "another content type",
            [purpose, (disposition("name=\"file\"; filename=\"a.jsonl\"\r\nContent-Type: text/csv"), file.content)]
        ),
        Change("no content type", [purpose, (disposition("name=\"file\"; filename=\"a.jsonl\""), file.content)]),
        Change("another order", [file, purpose]),
        Change("a part less", [purpose]),
        Change("a part more", [purpose, file, file]),
        Change("no parts", []),
        Change("content moved from part to part", [(purpose.fields, "fine-tun"), (file.fields, "e" + file.content)]),
    ]

    @Test func `counts everything else of a form`() {
        let bodies = [form([Self.purpose, Self.file])] + Self.changes.map { form($0.parts) } + [body("", as: nil)]
        #expect(Set(bodies.map(fingerprint)).count == bodies.count)
    }

    @Test(arguments: changes)
    func `names a difference wherever fingerprints differ`(_ change: Change) {
        func key(_ body: CanonicalBody) -> RequestKey {
            RequestKey(
                RequestLine(method: .post, path: "/", query: nil),
                fields: [:],
                body: body,
                rules: .strict,
                redactor: Redactor()
            )
        }
        #expect(!key(form(change.parts)).differences(from: key(form([Self.purpose, Self.file]))).isEmpty)
    }

    @Test(arguments: ["--b\r\n\r\nx\r\n", "--c\r\n\r\nx\r\n--c--", "--b\r\nno field\r\n\r\nx\r\n--b--", "x"])
    func `takes a broken form as bytes`(_ text: String) {
        #expect(body(text, as: "multipart/form-data; boundary=b") == body(text, as: nil))
        #expect(body(text, as: "multipart/form-data") == body(text, as: nil))
    }

    // MARK: - Pieces

    @Test func `gives the same from any pieces`() {
        var generator = SplitMix64(seed: 9)
        let binary = String(decoding: (0..<128).map { UInt8($0) }, as: UTF8.self)
        let key = FakeSecret.userKey
        let texts: [(String?, String)] = [
            ("application/json", #"{"a": [1.0, "\#(key)"], "b": "é"}"#), ("application/json", #"{"a": "#),
            ("text/plain", binary),
            (
                "multipart/form-data; boundary=b",
                "--b\r\nA: 1\r\n\r\n\(binary)\r\n--b\r\n\r\n\(key)\r\n--bb\r\n--b--\r\n"
            ),
            ("multipart/form-data; boundary=b", "--b\r\nA: 1\r\n\r\n\(binary)\r\n--b\r\n\r\n\(key)"),
        ]
        for (contentType, text) in texts {
            let bytes = Array(text.utf8)
            let whole = body([bytes[...]], as: contentType)
            #expect(body(bytes.indices.map { bytes[$0...$0] }, as: contentType) == whole)
            for _ in 0..<50 {
                #expect(body(bytes.pieces(upTo: 20, using: &generator), as: contentType) == whole)
            }
        }
    }
}
