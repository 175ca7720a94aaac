// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TapedeckServer

struct PlainRequestHandlerTests {
    private let connection: ServedConnection

    init() async throws {
        connection = try await ServedConnection()
    }

    private func request(_ name: String, _ fields: String = "", session: String = "") -> String {
        let body = #"{"name": "\#(name)", "n": [1, 2]}"#
        return "POST \(session)/v1/chat/completions HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n"
            + "content-length: \(body.utf8.count)\r\n\(fields)\r\n\(body)"
    }

    /// Sends texts, each of which is read alone, and gives the bodies of the responses.
    private func ask(_ texts: String...) throws -> [String] {
        try connection.take(.send(texts.map { Array($0.utf8) }, requestCount: 1))
        return try connection.sent().split(separator: "HTTP/1.1 ", omittingEmptySubsequences: true).map { response in
            response.split(separator: "\r\n\r\n", maxSplits: 1).last.map { String($0.prefix(12)) } ?? ""
        }
    }

    @Test func `requests are answered without the parser, the first time and again`() throws {
        for _ in 0..<3 { #expect(try ask(request("ask")) == ["ask 8"]) }
        #expect(connection.parsedCount == 0)
        #expect(connection.counts.requests == 3)
        #expect(connection.counts.repeated == 2)
    }

    @Test func `recordings are played in turn, and the last one again`() throws {
        let bodies = try (0..<5).flatMap { _ in try ask(request("one")) }
        #expect(bodies == ["one 1", "one 2", "one 3", "one 3", "one 3"])
        #expect(connection.counts.repeated == 2)
    }

    @Test func `a session that starts over plays its recordings from the first one`() throws {
        for _ in 0..<4 { _ = try ask(request("one")) }
        try connection.take(.reset(""))
        #expect(try ask(request("one")) == ["one 1"])
        #expect(connection.counts.requests == 5)
    }

    @Test func `sessions have answers of their own`() throws {
        // The default session plays the recordings of all sessions.
        for expected in ["zero 0", "zero of s"] {
            #expect(try ask(request("zero")) == [expected])
            #expect(try ask(request("zero", session: "/session/s")) == ["zero of s"])
        }
        try connection.take(.end("s"))
        try connection.take(.begin("s"))
        #expect(try ask(request("zero", session: "/session/s")) == ["zero of s"])
        #expect(connection.counts.repeated == 1)
    }

    @Test func `a request that is answered again is shown to those who look`() throws {
        for _ in 0..<3 { #expect(try ask(request("ask")) == ["ask 8"]) }
        var reader = connection.feed.reader()
        for _ in 0..<2 { #expect(try ask(request("ask")) == ["ask 8"]) }
        #expect(reader?.next()?.entries.count == 2)
        reader = nil
        #expect(try ask(request("ask")) == ["ask 8"])
        #expect(connection.counts.requests == 6)
        #expect(connection.counts.repeated == 5)
        #expect(connection.parsedCount == 0)
    }

    @Test func `requests that come together are answered in order`() throws {
        #expect(try ask(request("ask") + request("one") + request("ask")) == ["ask 8", "one 1", "ask 8"])
        #expect(connection.parsedCount == 0)
    }

    @Test func `a body that comes after its head is waited for`() throws {
        let text = request("ask")
        #expect(try ask(String(text.dropLast(9))) == [])
        #expect(try ask(String(text.suffix(9))) == ["ask 8"])
        #expect(connection.parsedCount == 0)
    }

    @Test(arguments: [("ask", "ask 8"), ("missing", "(POST) http:")])
    func `a request that began while the client read is answered when it does not any more`(
        name: String,
        answer: String
    ) throws {
        let text = request(name)
        #expect(try ask(String(text.dropLast(9))) == [])
        try connection.take(.setWritable(false))
        #expect(try ask(String(text.suffix(9))) == [answer])
        #expect(try ask(text) == [])
        try connection.take(.setWritable(true))
        #expect(try connection.sent().contains(answer))
    }

    @Test func `a head in pieces goes to the parser, and the request behind it does not`() throws {
        let text = request("ask")
        #expect(try ask(String(text.prefix(30)), String(text.dropFirst(30)) + request("one")) == ["ask 8", "one 1"])
        #expect(connection.parsedCount == 1)
    }

    @Test func `what needs a task goes to the parser, with all that follows until it is answered`() throws {
        try connection.take(.setLate(true))
        #expect(try ask(request("missing") + request("ask")) == [])
        try connection.take(.setLate(false))
        #expect(try ask(request("one")).map { $0.prefix(6) } == ["(POST)", "(POST)", "one 1"])
        #expect(connection.parsedCount == 2)
    }

    @Test func `what is decided before the parser is not decided again behind it`() throws {
        _ = try ask(request("broken"))
        #expect(connection.parsedCount == 1)
        #expect(connection.counts.played == 0)
    }

    @Test func `what is not plain leaves the connection to the parser`() throws {
        _ = try ask(request("ask", "te: trailers\r\n"))
        #expect(try ask(request("ask")) == ["ask 8"])
        #expect(connection.parsedCount == 2)
    }

    @Test func `a connection whose requests need tasks is left to the parser`() throws {
        for _ in 0..<17 { _ = try ask(request("missing")) }
        _ = try ask(request("ask"))
        #expect(connection.parsedCount == 18)
    }

    @Test func `a client that does not read gets no more answers until it does`() throws {
        try connection.take(.setWritable(false))
        #expect(try ask(request("ask")) == [])
        try connection.take(.setWritable(true))
        #expect(try ask(request("one")) == ["ask 8", "one 1"])
    }

    @Test(arguments: [RandomTraffic.Step.closeInput, .stop, .disconnect])
    func `a part of a request goes on before the connection ends`(_ end: RandomTraffic.Step) throws {
        _ = try ask(String(request("ask").dropLast(3)))
        #expect(connection.parsedCount == 0)
        try connection.take(end)
        #expect(connection.parsedCount == 1)
    }
}
