// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import GRDB
import HTTPTypes
import TapedeckCore
import TapedeckTestSupport
import Testing

@testable import TapedeckCassettes

struct CassetteVerificationTests {
    private let folder: TemporaryFolder
    private let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = folder("x.cassette")
    }

    private func makeCassette(_ first: Interaction = .sample()) async throws {
        let cassette = try Cassette.record(path, new: .test)
        var large = Interaction.sample(path: "/v1/files")
        large.request.body = .bytes([UInt8](repeating: 3, count: (2 << 20) + 9))
        large.response.chunks = [Chunk(offset: 0, length: 1, time: 0), Chunk(offset: 1, length: 1, time: 5)]
        try await cassette.add(first)
        let writer = try cassette.makeBodyWriter()
        if case .bytes(let bytes) = large.request.body { try await writer.write(bytes[...]) }
        large.request.body = try await writer.finish()
        try await cassette.add(large)
        try cassette.close()
    }

    private func problems(after sql: String = "") async throws -> [CassetteProblem] {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        try await queue.write { try $0.execute(sql: sql) }
        try queue.close()
        let cassette = try Cassette.open(path)
        var found: [CassetteProblem] = []
        var progress: [Int] = []
        try cassette.verify(progress: { progress.append($0) }) { found.append($0) }
        #expect(progress == [1, 2])
        return found
    }

    @Test func `finds nothing wrong with a cassette as it was recorded`() async throws {
        try await makeCassette()
        #expect(try await problems() == [])
    }

    struct Damage: Sendable, CustomTestStringConvertible {
        let sql: String
        let kind: CassetteProblem.Kind
        let interaction: Int64?
        var testDescription: String { sql }
    }

    static let damage = [
        Damage(sql: "UPDATE interaction SET outcome = 'odd' WHERE id = 1", kind: .structure, interaction: 1),
        Damage(sql: "UPDATE interaction SET request_headers = '[' WHERE id = 2", kind: .structure, interaction: 2),
        Damage(
            sql: "INSERT INTO body (sha256, length, bytes) VALUES (NULL, 1, x'00')",
            kind: .structure,
            interaction: nil
        ),
        Damage(
            sql: "INSERT INTO body (sha256, length, bytes) VALUES (x'01', 1, x'00')",
            kind: .structure,
            interaction: nil
        ),
        Damage(sql: "UPDATE body SET bytes = x'7b7c' WHERE bytes = x'7b7d'", kind: .digest, interaction: 1),
        Damage(sql: "UPDATE body SET length = 3 WHERE bytes = x'7b7d'", kind: .digest, interaction: 1),
        Damage(sql: "UPDATE segment SET bytes = zeroblob(1048576) WHERE position = 1", kind: .digest, interaction: 2),
        Damage(sql: "DELETE FROM segment WHERE position = 1", kind: .digest, interaction: 2),
        Damage(sql: "DELETE FROM chunk WHERE position = 0", kind: .chunks, interaction: 2),
        Damage(sql: "UPDATE chunk SET length = 2 WHERE position = 0", kind: .chunks, interaction: 2),
        Damage(
            sql: "UPDATE interaction SET fingerprint = zeroblob(32) WHERE id = 1",
            kind: .fingerprint,
            interaction: 1
        ),
        Damage(sql: "UPDATE interaction SET path = '/other' WHERE id = 2", kind: .fingerprint, interaction: 2),
    ]

    @Test(arguments: damage)
    func `finds what is wrong, and where`(_ damage: Damage) async throws {
        try await makeCassette()
        let found = try await problems(after: damage.sql)
        #expect(found.contains { $0.kind == damage.kind && $0.interaction == damage.interaction }, "\(found)")
        #expect(!found.map(\.message).contains(""))
    }

    @Test func `finds rows that refer to nothing`() async throws {
        try await makeCassette()
        let found = try await problems(after: "INSERT INTO chunk VALUES (99, 0, 0, 1, 0)")
        #expect(
            found == [
                CassetteProblem(
                    kind: .structure,
                    interaction: nil,
                    message: "a row of chunk refers to one that is not there"
                )
            ]
        )
    }

    static let leaks: [(place: String, interaction: Interaction)] = {
        let key = FakeSecret.userKey
        var header = Interaction.sample()
        header.response.headerFields.append(.init(name: .userAgent, value: key))
        return [
            ("the request line", .sample(query: "key=\(key)")),
            ("the header field User-Agent", header),
            ("the request body", .sample(request: "{\"a\":\"\(key)\"}")),
            ("the response body", .sample(response: "{\"a\":\"\(key)\"}")),
        ]
    }()

    @Test(arguments: leaks)
    func `finds a key without showing it`(_ leak: (place: String, interaction: Interaction)) async throws {
        try await makeCassette(leak.interaction)
        let found = try await problems()
        #expect(
            found == [
                CassetteProblem(
                    kind: .secret,
                    interaction: 1,
                    message: "\(leak.place) holds something that looks like an API key",
                    remedy: .redactCassette
                )
            ]
        )
        #expect(
            found.first?.text(for: .commandLine)
                == "\(leak.place) holds something that looks like an API key; 'tapedeck cassette redact' removes it"
        )
    }

    @Test func `finds a key across the pieces of a large body`() async throws {
        let bytes = [UInt8](repeating: UInt8(ascii: " "), count: (1 << 20) - 9) + Array(FakeSecret.userKey.utf8)
        var interaction = Interaction.sample()
        interaction.response.body = .bytes(bytes)
        try await makeCassette(interaction)
        #expect(try await problems().map(\.kind) == [.secret])
    }

    @Test func `takes a redacted cassette for clean`() async throws {
        let redactor = Redactor(secrets: [FakeSecret.token])
        let text =
            "{\"a\":\"\(FakeSecret.userKey).\",\"b\":\"sk-\(FakeSecret.token)...\",\"c\":\"\\n\(FakeSecret.sessionKey)\"}"
        var kept = Interaction.sample(request: redactor.redact(text, as: .lengthClass))
        kept.response.body = kept.request.body
        let cassette = try Cassette.record(path, new: .test)
        // The fingerprint is the one of the request as it came.
        let fingerprint = try Interaction.sample(request: text).fingerprint(redactor: redactor)
        for _ in 0..<2 { _ = try await cassette.append(kept, fingerprint: fingerprint, replacingUpTo: nil) }
        try cassette.close()
        #expect(try await problems() == [])
    }
}
