// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckTestSupport
import Testing

struct MultipartParserTests {
    /// A part with its content put together.
    struct Part: Sendable, Hashable, CustomStringConvertible {
        var fields: [String]
        var content: [UInt8]
        var isEnded = false

        init(_ fields: [String], _ content: String, isEnded: Bool = true) {
            self.fields = fields
            self.content = Array(content.utf8)
            self.isEnded = isEnded
        }

        var description: String { "\(fields) \(String(decoding: content, as: UTF8.self).debugDescription) \(isEnded)" }
    }

    private func parse(_ pieces: [ArraySlice<UInt8>], boundary: String = "b") throws -> [Part] {
        var parser = MultipartParser(boundary: boundary)
        var parts: [Part] = []
        for piece in pieces {
            for event in try parser.push(piece) {
                switch event {
                case .partBegins(let fields):
                    parts.append(Part(fields.map { "\($0.name): \($0.value)" }, "", isEnded: false))
                case .content(let bytes): parts[parts.count - 1].content += bytes
                case .partEnds: parts[parts.count - 1].isEnded = true
                }
            }
        }
        try parser.finish()
        return parts
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let body: String
        let parts: [Part]
        var testDescription: String { name }

        init(_ name: String, _ body: String, _ parts: Part...) {
            self.name = name
            self.body = body
            self.parts = parts
        }
    }

    static let readable = [
        Case("one part", "--b\r\nA: 1\r\n\r\nx\r\n--b--\r\n", Part(["a: 1"], "x")),
        Case("no line end at the end", "--b\r\nA: 1\r\n\r\nx\r\n--b--", Part(["a: 1"], "x")),
        Case(
            "two parts",
            "--b\r\nA: 1\r\nB:2 \r\n\r\nx\r\n--b\r\nC:\r\n\r\ny\r\n--b--",
            Part(["a: 1", "b: 2"], "x"),
            Part(["c: "], "y")
        ),
        Case("no fields", "--b\r\n\r\nx\r\n--b--", Part([], "x")),
        Case("no content", "--b\r\nA: 1\r\n\r\n\r\n--b\r\n\r\n\r\n--b--", Part(["a: 1"], ""), Part([], "")),
        Case("content of line ends", "--b\r\n\r\n\r\n\r\n\r\n--b--", Part([], "\r\n\r\n")),
        Case("no parts", "--b--\r\n"),
        Case(
            "a preamble and an epilogue",
            "hello --b\r\n--bb\r\n\r\n--b\r\n\r\nx\r\n--b--\r\nbye\r\n--b\r\n",
            Part([], "x")
        ),
        Case(
            "white space after a boundary",
            "--b \t \r\n\r\nx\r\n--b \r\n\r\ny\r\n--b--",
            Part([], "x"),
            Part([], "y")
        ),
        Case(
            "content that looks like a boundary",
            "--b\r\n\r\n--b\r\n-b\n--b\r\n--bx\r\n--\r\n\r--b\r\n--b -\r\n--b\rX\r\n--b-\r\n--b--",
            Part([], "--b\r\n-b\n--b\r\n--bx\r\n--\r\n\r--b\r\n--b -\r\n--b\rX\r\n--b-")
        ),
        Case("a colon in a value", "--b\r\nA: 1:2\r\n\r\nx\r\n--b--", Part(["a: 1:2"], "x")),
    ]

    @Test(arguments: readable)
    func `reads the parts from any pieces`(_ row: Case) throws {
        let bytes = Array(row.body.utf8)
        for pieces in bytes.cuts { #expect(try parse(pieces) == row.parts) }
    }

    static let refused = [
        Case("nothing", ""),
        Case("no boundary", "x"),
        Case("no closing boundary", "--b\r\n\r\nx\r\n--b"),
        Case("the closing boundary cut short", "--b\r\n\r\nx\r\n--b-"),
        Case("another boundary", "--c\r\n\r\nx\r\n--c--"),
        Case("the end in the fields", "--b\r\nA: 1\r\n"),
        Case("a field without colon", "--b\r\nA\r\n\r\nx\r\n--b--"),
    ]

    @Test(arguments: refused)
    func `refuses what is not multipart`(_ row: Case) {
        let bytes = Array(row.body.utf8)
        for pieces in bytes.cuts { #expect(throws: MultipartError.self) { try parse(pieces) } }
    }

    @Test func `refuses every prefix of a body`() {
        let bytes = Array("--b\r\nA: 1\r\n\r\nx\r\n--b\r\n\r\n\r\n--b--".utf8)
        for length in 0..<bytes.count { #expect(throws: MultipartError.self) { try parse([bytes[..<length]]) } }
    }

    @Test(arguments: [1, 100, 1000, 100_000])
    func `limits the fields of a part, whatever the pieces`(_ size: Int) throws {
        func pieces(_ fieldLength: Int) -> [ArraySlice<UInt8>] {
            // The fields as counted begin with the line end of the boundary.
            let field = "A: " + String(repeating: "x", count: fieldLength - 5)
            let bytes = Array("--b\r\n\(field)\r\n\r\nx\r\n--b--".utf8)
            return stride(from: 0, to: bytes.count, by: size).map { bytes[$0..<min($0 + size, bytes.count)] }
        }
        #expect(try parse(pieces(MultipartParser.headerLimit)).count == 1)
        let error = try #require(throws: MultipartError.self) { try parse(pieces(MultipartParser.headerLimit + 1)) }
        #expect("\(error)" == "Invalid multipart body: the fields of a part take more than 16384 bytes.")
    }

    @Test func `reads binary content of any size from random pieces`() throws {
        var generator = SplitMix64(seed: 8)
        for _ in 0..<300 {
            // Few values, so that what begins like a boundary is frequent.
            let alphabet: [UInt8] = [0x0D, 0x0A, 0x2D, 0x62, 0x00, 0xFF]
            let contents = (0..<Int.random(in: 0..<4, using: &generator)).map { _ in
                (0..<Int.random(in: 0..<60, using: &generator)).map { _ in
                    alphabet[Int.random(in: alphabet.indices, using: &generator)]
                }
            }.filter { content in
                // A body cannot hold its own boundary.
                let text = Array("\r\n".utf8) + content + Array("\r\n".utf8)
                return !text.indices.contains { text[$0...].starts(with: Array("\r\n--b".utf8)) }
            }
            var body: [UInt8] = []
            for content in contents { body += Array("--b\r\n\r\n".utf8) + content + Array("\r\n".utf8) }
            body += Array("--b--\r\n".utf8)
            let parts = try parse(body.pieces(upTo: 9, using: &generator))
            #expect(parts.map(\.content) == contents)
            #expect(!parts.map(\.isEnded).contains(false))
        }
    }

    @Test func `holds no more of a content than a boundary's length`() throws {
        var parser = MultipartParser(boundary: "b")
        _ = try parser.push(Array("--b\r\n\r\n".utf8)[...])
        let events = try parser.push([UInt8](repeating: 0x0D, count: 1000)[...])
        guard case .content(let bytes)? = events.first else {
            Issue.record("no content in \(events)")
            return
        }
        #expect(bytes.count == 1000 - 4)
    }
}
