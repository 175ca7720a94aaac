// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import GRDB
import TapedeckCore
import TapedeckTestSupport
import Testing

@testable import TapedeckCassettes

struct CassetteTests {
    private let folder: TemporaryFolder
    private let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = folder("x.cassette")
    }

    private func query<Value: DatabaseValueConvertible>(_ sql: String, as type: Value.Type = Value.self) throws
        -> [Value]
    {
        try DatabaseQueue(path: path).read { db in try Value.fetchAll(db, sql: sql) }
    }

    private func record(_ interactions: [Interaction], rules: MatchingRules? = nil) async throws {
        let cassette = try Cassette.record(path, new: .test, matchingRules: rules)
        for interaction in interactions { try await cassette.add(interaction) }
        try cassette.close()
    }

    // MARK: - At rest

    @Test func `is one file at rest`() async throws {
        let cassette = try Cassette.record(path, new: .test)
        try await cassette.add(.sample())
        #expect(folder.names.contains("x.cassette-wal"))
        try cassette.close()
        #expect(folder.names == ["x.cassette"])
        #expect(try query("PRAGMA journal_mode") == ["delete"])
        #expect(folder.names == ["x.cassette"])
    }

    @Test func `says what it is`() async throws {
        try await record([])
        #expect(try query("PRAGMA application_id") == [0x5450_444B])
        #expect(try query("PRAGMA user_version") == [Int(Schema.version)])
        #expect(
            try query(
                "SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%' AND strict = 0"
            ) == [0]
        )
        #expect(
            try query(
                "SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%'"
            ) == [6]
        )
    }

    @Test func `refuses values of another type`() async throws {
        try await record([.sample()])
        let queue = try DatabaseQueue(path: path)
        #expect(throws: DatabaseError.self) {
            try queue.write { try $0.execute(sql: "UPDATE interaction SET status = 'fine'") }
        }
    }

    @Test func `keeps what it says of itself`() async throws {
        var metadata = CassetteMetadata.test
        metadata.matchingRules = try MatchingRules(
            ignoringJSON: ["$['a]b']"],
            query: ["q"],
            matchingHeaders: ["accept"],
            scrubbing: ["date"]
        )
        metadata.redactionRules = RedactionRules(patterns: ["x+"])
        metadata.note = "a note"
        try Cassette.record(path, new: metadata).close()
        let cassette = try Cassette.open(path)
        #expect(cassette.metadata == metadata)
        #expect(cassette.matchingRules == metadata.matchingRules)
        #expect(cassette.name == path)
        try cassette.close()
        // A later recorder changes nothing but a missing upstream.
        var other = CassetteMetadata(tool: "other", created: 1, upstream: "https://other/v1")
        try Cassette.record(path, new: other).close()
        #expect(try Cassette.open(path).metadata == metadata)
        let second = folder("second.cassette")
        other.upstream = nil
        try Cassette.record(second, new: other).close()
        try Cassette.record(second, new: .test).close()
        #expect(try Cassette.open(second).metadata.upstream == "https://upstream/v1")
    }

    @Test func `is played without a change of the file`() async throws {
        try await record([.sample()])
        let before = try Data(contentsOf: URL(fileURLWithPath: path))
        let cassette = try Cassette.open(path)
        #expect(try cassette.count() == 1)
        await #expect(throws: CassetteError.self) { try await cassette.add(.sample()) }
        #expect(throws: CassetteError.self) { try cassette.makeBodyWriter() }
        try cassette.close()
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
        #expect(folder.names == ["x.cassette"])
    }

    @Test func `goes on where it ended`() async throws {
        try await record([.sample(response: "1")])
        try await record([.sample(response: "2"), .sample(path: "/other")])
        let cassette = try Cassette.open(path)
        #expect(try cassette.interactions(after: 0, limit: 9).map(\.id) == [1, 2, 3])
    }

    // MARK: - Several at once

    @Test func `has one recorder at a time in a process`() async throws {
        let cassette = try Cassette.record(path, new: .test)
        let error = try #require(throws: CassetteError.self) { try Cassette.record(path, new: .test) }
        #expect(error.code == .inUse)
        #expect(error.message == "This process is recording into \(path); stop it, or record into another cassette.")
        try await cassette.add(.sample())
        try cassette.close()
        // Closing gives the right to record back, whoever still holds the value.
        let next = try Cassette.record(path, new: .test)
        try cassette.close()
        try await next.add(.sample())
        #expect(throws: CassetteError.self) { try Cassette.record(path, new: .test) }
        try next.close()
        #expect(try Cassette.open(path).count() == 2)
    }

    @Test func `has one recorder at a time among processes`() throws {
        try Cassette.record(path, new: .test).close()
        let other = Process()
        other.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        other.arguments = [
            "python3", "-c",
            "import fcntl,sys; f=open(sys.argv[1],'r+b'); fcntl.flock(f,fcntl.LOCK_EX); print('locked',end='',flush=True); sys.stdin.read()",
            path,
        ]
        let (input, output) = (Pipe(), Pipe())
        (other.standardInput, other.standardOutput) = (input, output)
        try other.run()
        #expect(output.fileHandleForReading.availableData == Data("locked".utf8))
        let error = try #require(throws: CassetteError.self) { try Cassette.record(path, new: .test) }
        #expect(error.code == .inUse)
        #expect(error.message.hasPrefix("Another process is recording into \(path); "))
        // Playing goes on beside it.
        #expect(try Cassette.open(path).count() == 0)
        try input.fileHandleForWriting.close()
        other.waitUntilExit()
        try Cassette.record(path, new: .test).close()
    }

    @Test func `is played while it is recorded`() async throws {
        let recorder = try Cassette.record(path, new: .test)
        let player = try Cassette.open(path)
        try await recorder.add(.sample())
        #expect(try player.count() == 1)
        try player.close()
        try await recorder.add(.sample())
        try recorder.close()
        #expect(folder.names == ["x.cassette"])
        #expect(try Cassette.open(path).count() == 2)
    }

    @Test func `is put in order by the next who opens it when its recorder died`() async throws {
        let recorder = try Cassette.record(path, new: .test)
        for index in 0..<5 { try await recorder.add(.sample(response: "\(index)")) }
        // What a killed process leaves behind: the files as they are now.
        let left = folder("left.cassette")
        for end in ["", "-wal"] { try FileManager.default.copyItem(atPath: path + end, toPath: left + end) }
        try recorder.close()
        let cassette = try Cassette.open(left)
        #expect(try cassette.interactions(after: 0, limit: 9).count == 5)
        try cassette.close()
        #expect(folder.names == ["left.cassette", "x.cassette"])
    }

    @Test func `keeps no body that no interaction refers to`() async throws {
        let large = [UInt8](repeating: 7, count: 3 << 20)
        let cassette = try Cassette.record(path, new: .test)
        // One is never ended, one is ended and never used.
        try await cassette.makeBodyWriter().write(large[...])
        let unused = try cassette.makeBodyWriter()
        try await unused.write(large[1...])
        _ = try await unused.finish()
        let used = try cassette.makeBodyWriter()
        try await used.write(large[2...])
        var interaction = Interaction.sample()
        interaction.request.body = try await used.finish()
        try await cassette.add(interaction)
        try cassette.close()
        #expect(try query("SELECT length FROM body ORDER BY length") == [2, (3 << 20) - 2])
        #expect(try query("SELECT count(*) FROM segment") == [3])
    }

    @Test func `drops the bodies of replaced recordings`() async throws {
        let cassette = try Cassette.record(path, new: .test)
        let first = try await cassette.add(.sample(response: "old"))
        try await cassette.add(.sample(response: "new"), replacingUpTo: first)
        try cassette.close()
        #expect(try query("SELECT cast(bytes AS TEXT) FROM body ORDER BY id") == ["{}", "new"])
        #expect(try query("SELECT count(*) FROM chunk") == [0])
    }

    // MARK: - Rules

    private let bodies = [#"{"a":1,"user":"x"}"#, #"{"a":1,"user":"y"}"#, #"{"a":2,"user":"x"}"#]

    private func ignoringUser() throws -> MatchingRules {
        try MatchingRules(ignoringJSON: ["$.user"], query: [], matchingHeaders: [], scrubbing: [])
    }

    @Test func `is played by other rules without a change of the file`() async throws {
        try await record(bodies.map { .sample(request: $0) })
        let before = try Data(contentsOf: URL(fileURLWithPath: path))
        let rules = try ignoringUser()
        let cassette = try Cassette.open(path, matchingRules: rules)
        #expect(cassette.matchingRules == rules)
        let fingerprint = try Interaction.sample(request: #"{"user":"z","a":1}"#).fingerprint(rules: rules)
        #expect(try cassette.ids(fingerprint, in: RecordingScope()) == [1, 2])
        #expect(try cassette.first(fingerprint, in: RecordingScope(), after: 0)?.isLast == false)
        #expect(try cassette.first(fingerprint, in: RecordingScope(sessions: .label("")), after: 1)?.isLast == true)
        #expect(try cassette.last(fingerprint, in: RecordingScope(upTo: 1))?.id == 1)
        #expect(try cassette.ids(Interaction.sample(request: bodies[0]).fingerprint(), in: RecordingScope()) == [])
        try cassette.close()
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
        #expect(try Cassette.open(path).matchingRules == .strict)
    }

    @Test func `is recorded by other rules from then on`() async throws {
        try await record(bodies.map { .sample(request: $0) })
        let rules = try ignoringUser()
        try await record([.sample(request: #"{"a":1}"#)], rules: rules)
        let cassette = try Cassette.open(path)
        #expect(cassette.matchingRules == rules)
        let fingerprint = try Interaction.sample(request: #"{"a":1}"#).fingerprint(rules: rules)
        #expect(try cassette.ids(fingerprint, in: RecordingScope()) == [1, 2, 4])
        try cassette.close()
        try await record([])
        #expect(try Cassette.open(path).matchingRules == rules)
    }

    @Test func `adds many interactions in their order, or none of them`() async throws {
        let cassette = try Cassette.record(path, new: .test)
        let bodies = (0..<5).map { "answer \($0 / 2)" }
        let batch = try bodies.map { body in
            let interaction = Interaction.sample(response: body)
            let key = try interaction.request.key(rules: .strict, redactor: Redactor(), read: cassette.read)
            return (interaction: interaction, fingerprint: key.fingerprint)
        }
        try await cassette.append(contentsOf: batch)
        try await cassette.append(contentsOf: [])
        var broken = batch
        // A body that no store has cannot be referred to.
        broken[4].interaction.response.body = .stored(BodyReference(id: 99, length: 1))
        await #expect(throws: CassetteError.self) { try await cassette.append(contentsOf: broken) }
        try cassette.close()
        let found = try Cassette.open(path).interactions(after: 0, limit: 10)
        #expect(found.map(\.interaction) == batch.map(\.interaction))
    }
}
