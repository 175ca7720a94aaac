// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckTestSupport
import Testing

struct EventStreamParserTests {
    private func parse(_ pieces: [ArraySlice<UInt8>], lineLimit: Int = 16 << 20) -> [EventStreamParser.Output] {
        var parser = EventStreamParser(lineLimit: lineLimit)
        return pieces.flatMap { parser.push($0) } + parser.finish()
    }

    private func events(_ text: String) -> [ServerSentEvent] {
        parse([Array(text.utf8)[...]]).map(\.event)
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let text: String
        let events: [ServerSentEvent]
        var testDescription: String { name }

        init(_ name: String, _ text: String, _ events: ServerSentEvent...) {
            self.name = name
            self.text = text
            self.events = events
        }
    }

    static let cases = [
        Case("one line", "data: x\n\n", ServerSentEvent(data: "x")),
        Case("no space after the colon", "data:x\n\n", ServerSentEvent(data: "x")),
        Case("only one space is taken", "data:  x \n\n", ServerSentEvent(data: " x ")),
        Case("several lines", "data: a\ndata:\ndata: b\n\n", ServerSentEvent(data: "a\n\nb")),
        Case(
            "all fields",
            "event: e\nid: 1\nretry: 20\ndata: x\n\n",
            ServerSentEvent(type: "e", data: "x", id: "1", retry: 20)
        ),
        Case("a field without colon", "data\n\n", ServerSentEvent(data: "")),
        Case("comments and unknown fields", ": hello\nfoo: bar\ndata: x\n:\n\n", ServerSentEvent(data: "x")),
        Case("no data", "event: e\nid: 1\n\ndata: x\n\n", ServerSentEvent(data: "x")),
        Case("blank lines", "\n\n\ndata: x\n\n\n\n", ServerSentEvent(data: "x")),
        Case("the stream ends in the middle", "data: x\n\ndata: y\n", ServerSentEvent(data: "x")),
        Case("a byte order mark", "\u{FEFF}data: x\n\n\u{FEFF}data: y\n\n", ServerSentEvent(data: "x")),
        Case("a byte order mark and a line end", "\u{FEFF}\n\ndata: x\n\n", ServerSentEvent(data: "x")),
        Case("an id with a null", "id: a\0b\ndata: x\n\n", ServerSentEvent(data: "x")),
        Case("a retry that is no number", "retry: 1s\ndata: x\n\n", ServerSentEvent(data: "x")),
        Case(
            "carriage returns",
            "data: a\rdata: b\r\rdata: c\r\r",
            ServerSentEvent(data: "a\nb"),
            ServerSentEvent(data: "c")
        ),
        Case(
            "both line ends",
            "data: a\r\ndata: b\r\n\r\ndata: c\r\n\r\n",
            ServerSentEvent(data: "a\nb"),
            ServerSentEvent(data: "c")
        ),
        Case(
            "mixed line ends",
            "data: a\r\n\ndata: b\n\rdata: c\r\r\n",
            ServerSentEvent(data: "a"),
            ServerSentEvent(data: "b"),
            ServerSentEvent(data: "c")
        ),
        Case("text beyond ASCII", "data: é😀\n\n", ServerSentEvent(data: "é😀")),
    ]

    @Test(arguments: cases)
    func `reads events`(_ row: Case) {
        #expect(events(row.text) == row.events)
    }

    @Test(arguments: cases)
    func `reads the same events from any pieces`(_ row: Case) {
        let bytes = Array(row.text.utf8)
        let whole = parse([bytes[...]])
        for pieces in bytes.cuts { #expect(parse(pieces) == whole) }
    }

    @Test func `reads the same events from random pieces of random streams`() {
        var generator = SplitMix64(seed: 5)
        let parts = [
            "data: x", "data:", "event: e", "id: 1", ":", "\n", "\n\n", "\r", "\r\n", "\r\n\r\n", "é", "\u{FEFF}",
        ]
        for _ in 0..<500 {
            let text = (0..<30).map { _ in parts[Int.random(in: parts.indices, using: &generator)] }.joined()
            let bytes = Array(text.utf8)
            let pieces = bytes.pieces(upTo: 7, using: &generator)
            #expect(parse(pieces) == parse([bytes[...]]), "\(text.debugDescription)")
        }
    }

    @Test(arguments: ["\n", "\r\n", "\r"])
    func `says where each event ends`(_ lineEnd: String) {
        let texts = ["data: a\(lineEnd)\(lineEnd)", "event: e\(lineEnd)data: b\(lineEnd)\(lineEnd)"]
        let outputs = parse([Array(texts.joined().utf8)[...]])
        #expect(outputs.map(\.endOffset) == [texts[0].utf8.count, texts.joined().utf8.count])
    }

    @Test func `gives out an event with the byte that ends it`() {
        var parser = EventStreamParser()
        #expect(parser.push(Array("data: a\n".utf8)).isEmpty)
        #expect(parser.push([0x0A]).map(\.event.data) == ["a"])
        #expect(parser.finish().isEmpty)
        #expect(parser.push(Array("data: b\r\n\r".utf8)).isEmpty)
        #expect(parser.push([0x0A]).map(\.endOffset) == [20])
    }

    @Test func `drops the rest of a line beyond the limit`() {
        let text = "data: 0123456789\ndata: b\n\n"
        #expect(parse([Array(text.utf8)[...]], lineLimit: 10).map(\.event.data) == ["0123\nb"])
        #expect(
            parse(Array(text.utf8).indices.map { Array(text.utf8)[$0...$0] }, lineLimit: 10).map(\.event.data) == [
                "0123\nb"
            ]
        )
    }
}
