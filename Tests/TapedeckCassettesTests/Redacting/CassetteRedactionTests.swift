// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import GRDB
import HTTPTypes
import TapedeckCore
import TapedeckTestSupport
import Testing

@testable import TapedeckCassettes

struct CassetteRedactionTests {
    private static let secret = "hunter" + "-4711"
    private let folder: TemporaryFolder
    private let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = folder("x.cassette")
    }

    /// A cassette with the secret wherever it may stand, in several spellings.
    private func makeCassette() async throws {
        let secret = Self.secret
        let cassette = try Cassette.record(path, new: .test)
        var streamed = Interaction.sample(
            session: "of \(secret)",
            path: "/v1/files/\(secret)",
            query: "q=hunter%2D4711",
            request: #"{"a":"\#(secret)","b":"hunter\u002d4711"}"#,
            response: "data: {\"a\":\"\(secret)\"}\n\ndata: {\"b\":\"\(secret)\"}\n\ndata: [DONE]\n\n"
        )
        streamed.response.headerFields = [.contentType: "text/event-stream"]
        streamed.response.headerFields[try #require(HTTPField.Name("x-note"))] = secret
        // Two of the cuts go through the secret.
        let ends = [14, 20, 33, 44, streamed.response.body.length]
        streamed.response.chunks = zip([0] + ends, ends).enumerated().map { index, ends in
            Chunk(offset: ends.0, length: ends.1 - ends.0, time: Int64(index))
        }
        try await cassette.add(streamed)
        let base64 = Data("a file with \(secret) in it".utf8).base64EncodedString()
        try await cassette.add(.sample(response: #"{"file_data":"\#(base64)"}"#))
        var large = Interaction.sample(path: "/v1/files")
        let writer = try cassette.makeBodyWriter()
        let line = Array(#"{"text":"\#(secret)"}"#.utf8) + [UInt8(ascii: "\n")]
        for _ in 0..<60_000 { try await writer.write(line[...]) }
        large.request.body = try await writer.finish()
        try await cassette.add(large)
        try await cassette.add(.sample(request: "{\"plain\":1}"))
        try cassette.close()
    }

    private func bytes() throws -> Data { try Data(contentsOf: URL(fileURLWithPath: path)) }

    @Test func `no copy of the text is left anywhere in the file`() async throws {
        try await makeCassette()
        let outcome = try CassetteRedaction(rules: ["hunter-[0-9]+"]).run(path)
        #expect(outcome.interactions == 4 && outcome.changed == 3)
        let left = try bytes()
        let spellings = [
            Self.secret, #"hunter\u002d4711"#, "hunter%2D4711",
            Data("a file with \(Self.secret)".utf8).base64EncodedString().prefix(28).description,
        ]
        for spelling in spellings { #expect(left.range(of: Data(spelling.utf8)) == nil, "\(spelling)") }
        #expect(left.range(of: Self.secret.data(using: .utf16LittleEndian) ?? Data()) == nil)
        #expect(folder.names == ["x.cassette"])
    }

    @Test func `what is left is a sound cassette with the same numbers`() async throws {
        try await makeCassette()
        _ = try CassetteRedaction(rules: ["hunter-[0-9]+"]).run(path)
        let cassette = try Cassette.open(path)
        var problems: [CassetteProblem] = []
        try cassette.verify { problems.append($0) }
        #expect(problems == [])
        let stored = try cassette.interactions(after: 0, limit: 9)
        #expect(stored.map(\.id) == [1, 2, 3, 4])
        let first = stored[0].interaction
        #expect(first.session == "of REDACTED" && first.request.requestLine == "POST /v1/files/REDACTED?q=REDACTED")
        #expect(first.response.chunks.map(\.time) == [0, 2, 3, 4])
        #expect(first.response.headerFields[try #require(HTTPField.Name("x-note"))] == "REDACTED")
        #expect(cassette.redactionRules.patterns == ["hunter-[0-9]+"])
        try cassette.close()
    }

    @Test func `the same request matches before and after`() async throws {
        try await makeCassette()
        _ = try CassetteRedaction(rules: ["hunter-[0-9]+"]).run(path)
        let cassette = try Cassette.open(path)
        let redactor = Redactor(rules: try CompiledRedaction(cassette.redactionRules))
        let asked = Interaction.sample(
            path: "/v1/files/\(Self.secret)",
            query: "q=\(Self.secret)",
            request: #"{"a":"\#(Self.secret)","b":"\#(Self.secret)"}"#
        )
        let fingerprint = try asked.fingerprint(redactor: redactor)
        #expect(try cassette.first(fingerprint, in: RecordingScope(), after: 0)?.id == 1)
        try cassette.close()
    }

    @Test func `a rule that spells what it takes out is not kept`() async throws {
        try await makeCassette()
        let outcome = try CassetteRedaction(rules: [Self.secret]).run(path)
        #expect(outcome.forgotten == [Self.secret])
        #expect(try bytes().range(of: Data(Self.secret.utf8)) == nil)
    }

    @Test func `a rehearsal counts and writes nothing`() async throws {
        try await makeCassette()
        let before = try bytes()
        let redaction = try CassetteRedaction(rules: ["hunter-[0-9]+"])
        let rehearsed = try redaction.run(path, isRehearsal: true)
        #expect(try bytes() == before)
        #expect(try redaction.run(path) == rehearsed)
    }

    @Test func `permissions are kept`() async throws {
        try await makeCassette()
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        _ = try CassetteRedaction(rules: []).run(path)
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
    }

    @Test func `a cassette that is recorded into is left alone`() async throws {
        try await makeCassette()
        let recorder = try Cassette.record(path, new: .test)
        #expect(throws: CassetteError.self) { try CassetteRedaction(rules: []).run(path) }
        try recorder.close()
    }

    @Test func `header fields that are not kept any more go`() async throws {
        let cassette = try Cassette.record(path, new: .test)
        var old = Interaction.sample()
        old.request.headerFields[.authorization] = "Bearer \(FakeSecret.userKey)"
        old.response.headerFields[.setCookie] = "a=b"
        try await cassette.add(old)
        try cassette.close()
        let outcome = try CassetteRedaction(rules: []).run(path)
        #expect(outcome.counts.fields == 2)
        #expect(try bytes().range(of: Data(FakeSecret.userKey.utf8)) == nil)
    }
}
