// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore
import Testing

@testable import TapedeckUpstream

@Suite struct ResponseHeadParserTests {
    private func parse(_ lines: [String]) -> [ResponseHeadParser.Outcome] {
        var parser = ResponseHeadParser()
        return lines.map { line in
            Array((line + "\r\n").utf8).withUnsafeBufferPointer { parser.receive($0) }
        }
    }

    private func head(_ lines: String...) -> HTTPResponse? {
        guard case .head(let head)? = parse(lines + [""]).last else { return nil }
        return head
    }

    @Test func `gathers the final head`() {
        let head = head("HTTP/1.1 200 Very OK", "A: 1", "b:  2\t", "A: 3", "C:")
        #expect(head?.status.code == 200)
        #expect(head?.status.reasonPhrase == "Very OK")
        #expect(head?.headerFields.map { "\($0.name.rawName)=\($0.value)" } == ["A=1", "b=2", "A=3", "C="])
    }

    @Test(arguments: ["HTTP/2 204", "HTTP/2 204 ", "HTTP/1.0 204", "HTTP/3 204"])
    func `reads status lines without a reason`(_ line: String) {
        #expect(head(line)?.status.code == 204)
        #expect(head(line)?.status.reasonPhrase == "")
    }

    @Test func `passes over interim heads and what follows the final one`() {
        let outcomes = parse([
            "HTTP/1.1 100 Continue", "", "HTTP/1.1 103", "Link: x", "", "HTTP/1.1 200", "", "X: 1", "",
        ])
        #expect(outcomes.filter { $0 != .more } == [.head(HTTPResponse(status: .ok))])
    }

    @Test func `unfolds lines and leaves out names that are none`() {
        let head = head("HTTP/1.1 200", "  lost", "A: 1", " 2", "\t3", "bad name: x", "no colon")
        #expect(head?.headerFields.map { "\($0.name.rawName)=\($0.value)" } == ["A=1 2 3"])
    }

    @Test func `drops the length of an encoded body only`() {
        for coding in ["gzip", "x-gzip", "deflate", "Deflate, GZIP"] {
            #expect(
                head("HTTP/1.1 200", "Content-Encoding: \(coding)", "Content-Length: 3")?.headerFields.isEmpty == true
            )
        }
        let plain = head("HTTP/1.1 200", "Content-Encoding: identity", "Content-Length: 3")
        #expect(plain?.headerFields == [.contentLength: "3"])
    }

    @Test(arguments: ["br", "UTF-8", "aws-chunked", "gzip, rot13", "none"])
    func `leaves the fields of a coding that is not known`(_ coding: String) {
        let fields = head("HTTP/1.1 200", "Content-Encoding: \(coding)", "Content-Length: 3")?.headerFields
        #expect(fields == [.contentEncoding: coding, .contentLength: "3"])
    }

    @Test(arguments: ["HTTP/1.1", "HTTP/1.1 20", "HTTP/1.1 2000 x", "HTTP/1.1 abc", "HTTP/1.1 099", "A: 1", ""])
    func `a head must begin with a status line`(_ line: String) {
        #expect(parse([line]) == [.malformed])
    }

    @Test func `a head beyond the limit is too large`() {
        let line = "X: " + String(repeating: "x", count: 1019)
        let outcomes = parse(["HTTP/1.1 200"] + Array(repeating: line, count: 256))
        #expect(outcomes.dropLast().allSatisfy { $0 == .more })
        #expect(outcomes.last == .tooLarge)
    }

    @Test(arguments: ["a:", "\ta"])
    func `a head of more lines than it may have is too large, however short they are`(_ line: String) {
        let outcomes = parse(["HTTP/1.1 200", "A: 1"] + Array(repeating: line, count: 70_000))
        #expect(outcomes.firstIndex(of: .tooLarge) == HTTPFieldLimits.count)
        #expect(outcomes.last == .tooLarge)
    }

    @Test func `any number of trailers is passed over`() {
        let outcomes = parse(["HTTP/1.1 200", ""] + Array(repeating: "a:", count: 70_000))
        #expect(outcomes.dropFirst(2).allSatisfy { $0 == .more })
    }
}
