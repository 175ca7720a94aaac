// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckTestSupport
import Testing

@testable import TapedeckCore

struct ReleaseGateTests {
    private func run(_ pieces: [ArraySlice<UInt8>], isEventStream: Bool) -> (released: [UInt8], held: [UInt8]) {
        var gate = ReleaseGate(isEventStream: isEventStream)
        let released = pieces.flatMap { Array(gate.push(Array($0))) }
        return (released, gate.finish())
    }

    private func text(_ bytes: some Collection<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }

    // MARK: - Bodies

    @Test(arguments: ["", "x", "xy", "data: [DONE]\n\n", "{\"a\":1}\n"])
    func `holds exactly the last byte of a body`(_ body: String) {
        let bytes = Array(body.utf8)
        for pieces in bytes.cuts {
            let (released, held) = run(pieces, isEventStream: false)
            #expect(released + held == bytes)
            #expect(held.count == min(1, bytes.count))
        }
    }

    @Test func `gives out what came before with the next piece`() {
        var gate = ReleaseGate(isEventStream: false)
        #expect(text(gate.push(Array("abc".utf8))) == "ab")
        #expect(gate.push([]).isEmpty)
        #expect(text(gate.push(Array("d".utf8))) == "c")
        #expect(text(gate.finish()) == "d")
        #expect(gate.finish().isEmpty)
    }

    // MARK: - Event streams

    struct Stream: Sendable, CustomTestStringConvertible {
        let name: String
        /// What may be released.
        let open: String
        /// What is held to the end.
        let final: String
        var testDescription: String { name }

        init(_ name: String, _ open: String, _ final: String) {
            self.name = name
            self.open = open
            self.final = final
        }
    }

    static let streams = [
        Stream("chat", "data: {\"a\":1}\n\ndata: {\"b\":2}\n\n", "data: [DONE]\n\n"),
        Stream("chat without spaces", "data:{}\n\n", "data:[DONE]\n\n"),
        Stream("chat with both line ends", "data: {}\r\n\r\n", "data: [DONE]\r\n\r\n"),
        Stream("chat with carriage returns", "data: {}\r\r", "data: [DONE]\r\r"),
        Stream("assistants", "event: thread.run.completed\ndata: {}\n\nevent: done\n", "data: [DONE]\n\n"),
        Stream(
            "responses",
            "event: response.created\ndata: {\"type\":\"response.created\"}\n\n",
            "event: response.completed\ndata: {\"type\":\"response.completed\"}\n\n"
        ),
        Stream(
            "a failed response",
            "event: response.in_progress\ndata: {}\n\n",
            "event: response.failed\ndata: {}\n\n"
        ),
        Stream("an incomplete response", ": hi\n\n", "event: response.incomplete\ndata: {}\n\n"),
        Stream("a response without spaces", "event:response.created\n\n", "event:response.completed\ndata:{}\n\n"),
        Stream("the end at once", "", "data: [DONE]\n\n"),
        Stream("more after the end", "data: 1\n\n", "data: [DONE]\n\ndata: 2\n\n"),
        Stream(
            "the words of the end inside a line",
            "data: \"data: [DONE]\"\n\ndata: x data: [DONE]\n\n",
            "data: [DONE]\n\n"
        ),
        Stream("nearly the end", "data: [DON\n\ndata: [done]\n\nevent: response.complete\ndata: x\n\n", "data: [DONE]"),
        Stream("no end", "data: 1\n\ndata: 2\n\n", ""),
        Stream("a stream cut short", "data: 1\n\nevent: response.out", ""),
    ]

    @Test(arguments: streams)
    func `holds what ends an event stream, and no more`(_ stream: Stream) {
        let bytes = Array((stream.open + stream.final).utf8)
        for pieces in bytes.cuts {
            let (released, held) = run(pieces, isEventStream: true)
            #expect(text(released) == stream.open)
            #expect(text(held) == stream.final)
        }
    }

    @Test(arguments: streams)
    func `releases every event with its last byte`(_ stream: Stream) {
        var gate = ReleaseGate(isEventStream: true)
        var pushed = ""
        var released: [UInt8] = []
        for byte in stream.open.utf8 {
            pushed.unicodeScalars.append(Unicode.Scalar(byte))
            released += gate.push([byte])
            if pushed.hasSuffix("\n\n") || pushed.unicodeScalars.suffix(2).elementsEqual("\r\r".unicodeScalars) {
                #expect(text(released) == pushed)
            }
        }
    }

    @Test func `passes random streams on whole, whatever the pieces`() {
        var generator = SplitMix64(seed: 6)
        let parts = [
            "data: ", "[DONE]", "data: [DONE]", "\n", "\n\n", "\r\n", "\r", "event: response.", "completed", "created",
            "d", "x",
        ]
        for _ in 0..<1000 {
            let body = (0..<20).map { _ in parts[Int.random(in: parts.indices, using: &generator)] }.joined()
            let bytes = Array(body.utf8)
            let (released, held) = run(bytes.pieces(upTo: 9, using: &generator), isEventStream: true)
            let whole = run([bytes[...]], isEventStream: true)
            #expect(released + held == bytes)
            #expect(released == whole.released, "\(body.debugDescription)")
        }
    }

    @Test func `lets a stream go on that is longer past its end than the limit`() {
        var gate = ReleaseGate(isEventStream: true)
        let event = Array("data: \(String(repeating: "x", count: 100_000))\n\n".utf8)
        #expect(gate.push(Array("data: [DONE]\n\n".utf8)).isEmpty)
        var released = 0
        var pushed = 14
        for _ in 0..<(ReleaseGate.holdLimit / event.count + 10) {
            released += gate.push(event).count
            pushed += event.count
            #expect(pushed - released <= ReleaseGate.holdLimit)
        }
        // Once the limit is passed every event goes out as it comes, and another end is held again.
        #expect(released == pushed)
        #expect(text(gate.push(event)) == text(event))
        #expect(gate.push(Array("data: [DONE]\n\n".utf8)).isEmpty)
        #expect(text(gate.finish()) == "data: [DONE]\n\n")
    }
}
