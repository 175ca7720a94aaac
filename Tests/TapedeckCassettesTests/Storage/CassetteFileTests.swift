// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import GRDB
import TapedeckCassettes
import TapedeckCore
import TapedeckTestSupport
import Testing

struct CassetteFileTests {
    private let folder: TemporaryFolder
    private let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = folder("x.cassette")
    }

    private func write(_ bytes: some Sequence<UInt8>) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: path))
    }

    private func makeCassette(of count: Int = 40) async throws {
        let cassette = try Cassette.record(path, new: .test)
        for index in 0..<count {
            var interaction = Interaction.sample(
                path: "/v1/\(index)",
                request: String(repeating: "\(index)", count: 400),
                response: String(repeating: "\(index % 7)", count: 3000)
            )
            interaction.response.chunks = (0..<10).map {
                Chunk(
                    offset: $0 * interaction.response.body.length / 10,
                    length: interaction.response.body.length / 10,
                    time: Int64($0)
                )
            }
            try await cassette.add(interaction)
        }
        try cassette.close()
    }

    /// Opens the cassette both ways; both must fail with one line that names the file.
    private func expectFailure(
        _ code: CassetteError.Code,
        toRecord recordCode: CassetteError.Code? = nil,
        saying remedy: String
    ) throws {
        let before = try? Data(contentsOf: URL(fileURLWithPath: path))
        let error = try #require(throws: CassetteError.self) { try Cassette.open(path) }
        #expect(error.code == code)
        #expect(error.message.contains(path))
        #expect(error.text(for: .commandLine).contains(remedy), "\(error)")
        #expect(!error.message.contains("\n"))
        let recordError = try #require(throws: CassetteError.self) { try Cassette.record(path, new: .test) }
        #expect(recordError.code == recordCode ?? code)
        #expect((try? Data(contentsOf: URL(fileURLWithPath: path))) == before)
    }

    // MARK: - Other files

    @Test func `a missing file is recorded first`() throws {
        let error = try #require(throws: CassetteError.self) { try Cassette.open(path) }
        #expect(error.code == .notFound)
        #expect(
            error.text(for: .commandLine)
                == "There is no cassette \(path); record one with 'tapedeck record --cassette \(path)'."
        )
        #expect(folder.names == [])
    }

    @Test func `a folder that is missing cannot be recorded into`() throws {
        let error = try #require(throws: CassetteError.self) {
            try Cassette.record(folder("none/x.cassette"), new: .test)
        }
        #expect(error.code == .readOnly)
        #expect(error.message.contains("No such file or directory"))
    }

    @Test(arguments: ["x", "hello, this is text\n", "SQLite format 3", String(repeating: "text ", count: 5000)])
    func `a text file is no cassette`(_ text: String) throws {
        try write(text.utf8)
        try expectFailure(.notACassette, saying: "is not a cassette; give the path of one, or of a new file")
    }

    @Test func `a folder is no cassette`() throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        try expectFailure(.notACassette, saying: "is a folder, not a cassette; give the path of a file")
    }

    @Test func `an empty file becomes a cassette, and is none before`() async throws {
        try write([])
        #expect(try #require(throws: CassetteError.self) { try Cassette.open(path) }.code == .notACassette)
        try await makeCassette(of: 1)
        #expect(try Cassette.open(path).count() == 1)
    }

    @Test(arguments: ["__init__.py", "notes.txt", "LICENSE", ".gitkeep"])
    func `an empty file that is not named like a cassette stays empty`(_ name: String) throws {
        let path = folder(name)
        try Data().write(to: URL(fileURLWithPath: path))
        let error = try #require(throws: CassetteError.self) { try Cassette.record(path, new: .test) }
        #expect(error.code == .notACassette)
        #expect(error.message.contains("is an empty file and not named like a cassette"))
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)).isEmpty)
    }

    @Test func `what is no plain file is refused before it is opened`() throws {
        try #require(mkfifo(path, 0o644) == 0)
        for path in [path, "/dev/null"] {
            for attempt in [
                { _ = try Cassette.open(path) }, { _ = try Cassette.record(path, new: .test) },
                { _ = try CassetteMerge().run([path], into: folder("y.cassette")) },
                { _ = try CassettePruning(filter: InteractionFilter()).run(path) },
            ] {
                let error = try #require(throws: CassetteError.self) { try attempt() }
                #expect(error.code == .notACassette)
                #expect(error.message.contains(path == "/dev/null" ? "is a device" : "is a FIFO"))
            }
        }
    }

    @Test func `an empty database is no cassette`() throws {
        let queue = try DatabaseQueue(path: path)
        try queue.write { try $0.execute(sql: "CREATE TABLE t (x); DROP TABLE t") }
        try queue.close()
        try expectFailure(.notACassette, saying: "is not a cassette")
    }

    @Test(arguments: [
        "ALTER TABLE body RENAME TO b; CREATE VIEW body AS SELECT * FROM b",
        "CREATE TRIGGER t AFTER INSERT ON interaction BEGIN DELETE FROM interaction; END",
        "CREATE VIEW v AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n",
        "DROP TABLE chunk", "ALTER TABLE interaction ADD COLUMN more TEXT",
        "DROP TABLE segment; CREATE TABLE segment (body, position, bytes CHECK (length(randomblob(1000000000))))",
        "UPDATE interaction SET id = 9223372036854775807", "UPDATE interaction SET id = -5",
        "UPDATE sqlite_sequence SET seq = 9223372036854775807",
        "UPDATE cassette SET created = 9223372036854775807", "UPDATE cassette SET created = -9223372036854775808",
        #"UPDATE cassette SET redaction = '{"patterns":["("]}'"#,
        #"UPDATE cassette SET redaction = '{"patterns":[],"json":["name"]}'"#, "UPDATE cassette SET redaction = '7'",
        #"UPDATE cassette SET redaction = '{"patterns":"x"}'"#, #"UPDATE cassette SET redaction = '{"patterns":[7]}'"#,
        "UPDATE cassette SET matching = '[]'", #"UPDATE cassette SET matching = '{"ignore_json":[{}]}'"#,
    ])
    func `a forged cassette is refused when it is opened`(_ sql: String) async throws {
        try await makeCassette(of: 2)
        try await DatabaseQueue(path: path).writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA foreign_keys = OFF; DELETE FROM chunk; DELETE FROM interaction WHERE id > 1")
            try db.execute(sql: sql)
        }
        try expectFailure(.damaged, saying: "is damaged")
    }

    @Test func `a file of another application is no cassette`() throws {
        let queue = try DatabaseQueue(path: path)
        try queue.write { try $0.execute(sql: "PRAGMA application_id = 1; CREATE TABLE notes (text)") }
        try queue.close()
        try expectFailure(.notACassette, saying: "is not a cassette")
    }

    @Test func `a cassette of a newer version is left alone`() async throws {
        try await makeCassette(of: 1)
        try await DatabaseQueue(path: path).write { try $0.execute(sql: "PRAGMA user_version = 99") }
        try expectFailure(.newerVersion, saying: "has format 99, and this version reads up to 2; update tapedeck.")
    }

    @Test func `a cassette without its own row is damaged`() async throws {
        try await makeCassette(of: 1)
        try await DatabaseQueue(path: path).write { try $0.execute(sql: "DELETE FROM cassette") }
        let error = try #require(throws: CassetteError.self) { try Cassette.open(path) }
        #expect(error.code == .damaged)
        #expect(error.text(for: .commandLine).contains("'tapedeck cassette verify \(path)'"))
    }

    @Test(arguments: ["{", "[\"(\"]", #"{"scrub":["("]}"#])
    func `a cassette with rules that cannot be read is damaged`(_ rules: String) async throws {
        try await makeCassette(of: 1)
        try await DatabaseQueue(path: path).write {
            try $0.execute(sql: "UPDATE cassette SET matching = ?", arguments: [rules])
        }
        #expect(try #require(throws: CassetteError.self) { try Cassette.open(path) }.code == .damaged)
    }

    @Test(.enabled(if: geteuid() != 0, "the superuser may write anywhere"))
    func `a read-only file in a read-only folder plays`() async throws {
        try await makeCassette(of: 2)
        let manager = FileManager.default
        try manager.setAttributes([.posixPermissions: 0o444], ofItemAtPath: path)
        try manager.setAttributes([.posixPermissions: 0o555], ofItemAtPath: folder.path)
        defer { try? manager.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path) }
        #expect(try Cassette.open(path).count() == 2)
        #expect(try #require(throws: CassetteError.self) { try Cassette.record(path, new: .test) }.code == .readOnly)
    }

    // MARK: - Damage

    /// Reads all there is, by every way to read; `nil` when nothing was wrong.
    private func readEverything() -> (any Error)? {
        do {
            let cassette = try Cassette.open(path)
            defer { try? cassette.close() }
            var last: InteractionID = 0
            for stored in try cassette.interactions(after: 0, limit: 1000) {
                last = stored.id
                _ = try cassette.first(stored.interaction.fingerprint(), in: RecordingScope(), after: 0)
                if case .stored(let reference) = stored.interaction.response.body {
                    _ = try cassette.read(reference, range: 0..<min(reference.length, 1 << 20))
                }
            }
            _ = try cassette.ids(in: RecordingScope(), limit: .max) { _ in true }
            _ = try cassette.candidates(method: "GET", path: "/v1/1", in: RecordingScope(), limit: 5)
            _ = try cassette.request(of: last)
            try cassette.verify { _ in }
            return nil
        } catch {
            return error
        }
    }

    @Test func `a cassette cut short is damaged, wherever it is cut`() async throws {
        try await makeCassette()
        let whole = try Data(contentsOf: URL(fileURLWithPath: path))
        #expect(readEverything() == nil)
        var generator = SplitMix64(seed: 20)
        var lengths = [1, 16, 99, 100, 512, 4095, 4096, 4097, whole.count / 2, whole.count - 4096, whole.count - 1]
        lengths += (0..<30).map { _ in Int.random(in: 1..<whole.count, using: &generator) }
        for length in lengths {
            try write(whole[..<length])
            let error = try #require(readEverything() as? CassetteError, "\(length) bytes")
            #expect([.damaged, .notACassette].contains(error.code), "\(length) bytes: \(error)")
            #expect(error.message.contains(path))
        }
    }

    @Test func `a cassette with damaged pages is no reason to crash`() async throws {
        try await makeCassette()
        let whole = try Data(contentsOf: URL(fileURLWithPath: path))
        var generator = SplitMix64(seed: 21)
        var damaged = 0
        for round in 0..<300 {
            var bytes = whole
            let page = Int.random(in: 0..<whole.count / 4096, using: &generator) * 4096
            let lengths = [1, 4, 64, 4096]
            let length = lengths[round % lengths.count]
            let start = page + Int.random(in: 0...4096 - length, using: &generator)
            for index in start..<start + length { bytes[index] = UInt8.random(in: 0...255, using: &generator) }
            try bytes.write(to: URL(fileURLWithPath: path))
            guard let error = readEverything() else { continue }
            damaged += 1
            let cassetteError = try #require(error as? CassetteError, "\(error)")
            #expect(cassetteError.message.contains(path))
            #expect(!cassetteError.message.contains("make room"), "\(cassetteError)")
        }
        #expect(damaged > 100)
    }

    struct Forgery: Sendable, CustomTestStringConvertible {
        let sql: String
        var testDescription: String { sql }
    }

    @Test(
        arguments: [
            "UPDATE interaction SET status = 70000", "UPDATE interaction SET status = -1",
            "UPDATE interaction SET status = 101",
            """
            UPDATE interaction SET response_headers = (WITH RECURSIVE n(i) AS
                (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 70000) SELECT json_group_array(json_array('a', '')) FROM n)
            """,
            "UPDATE interaction SET response_headers = json_array(json_array('a', hex(zeroblob(2000000))))",
            "UPDATE interaction SET duration = 9223372036854775807", "UPDATE chunk SET time = 9223372036854775807",
            "UPDATE interaction SET recorded_at = 9223372036854775807",
            "UPDATE body SET length = 9223372036854775807, bytes = NULL", "UPDATE body SET bytes = NULL",
            #"UPDATE chunk SET "offset" = 9223372036854775807"#, "UPDATE chunk SET length = 9223372036854775807",
            "UPDATE interaction SET outcome = 'odd'", "UPDATE interaction SET method = 'NOT A METHOD'",
            "UPDATE interaction SET response_headers = '[[\"a b\",\"\"]]'",
            "UPDATE interaction SET request_headers = '[1]'",
            "UPDATE interaction SET request_headers = '{'", "UPDATE interaction SET first_byte = -9223372036854775808",
            "UPDATE interaction SET duration = -1", "UPDATE body SET length = -5",
            "UPDATE body SET length = 9223372036854775807",
            "UPDATE chunk SET length = 9223372036854775807", "UPDATE chunk SET \"offset\" = -1",
            "UPDATE chunk SET time = -1",
            "UPDATE chunk SET length = 0", "DELETE FROM body", "UPDATE body SET bytes = x'00'",
            "UPDATE body SET sha256 = NULL",
        ].map(Forgery.init)
    )
    func `a row that does not hold what its table promises is damage`(_ forgery: Forgery) async throws {
        try await makeCassette(of: 2)
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        try await DatabaseQueue(path: path, configuration: configuration).write { try $0.execute(sql: forgery.sql) }
        let cassette = try Cassette.open(path)
        let error = try #require(throws: CassetteError.self) { _ = try cassette.interactions(after: 0, limit: 10) }
        #expect(error.code == .damaged)
        #expect(error.message.contains(path))
    }

    @Test(arguments: [
        "interaction.session", "interaction.recorded_at", "interaction.method", "interaction.path",
        "interaction.status",
        "interaction.request_headers", "interaction.response_headers", "interaction.first_byte", "interaction.duration",
        "interaction.outcome", "chunk.offset", "chunk.length", "chunk.time", "body.length",
    ])
    func `a row without a value that its table promises is damage`(_ column: String) async throws {
        try await makeCassette(of: 2)
        // As a flipped bit in the head of a row makes it.
        let tables = try await DatabaseQueue(path: path).write { db in
            let tables = try Row.fetchAll(db, sql: "SELECT sql, name FROM sqlite_schema WHERE type = 'table'")
            try db.execute(
                sql: """
                    PRAGMA writable_schema = ON;
                    UPDATE sqlite_schema SET sql = replace(replace(sql, ' NOT NULL', ''), 'STRICT', '') WHERE name = 'interaction'
                        OR name = 'body';
                    UPDATE sqlite_schema SET sql = replace(replace(sql, ' NOT NULL', ''), 'STRICT,', '') WHERE name = 'chunk';
                    """
            )
            return tables.map { StatementArguments([$0["sql"] as String?, $0["name"] as String?]) }
        }
        let parts = column.split(separator: ".")
        try await DatabaseQueue(path: path).write {
            try $0.execute(sql: "UPDATE \(parts[0]) SET \"\(parts[1])\" = NULL; PRAGMA writable_schema = ON")
            for table in tables {
                try $0.execute(sql: "UPDATE sqlite_schema SET sql = ? WHERE name = ?", arguments: table)
            }
        }
        let cassette = try Cassette.open(path)
        let error = try #require(throws: CassetteError.self) { _ = try cassette.interactions(after: 0, limit: 10) }
        #expect(error.code == .damaged)
    }

    @Test func `players that bring a file to rest are in no recorder's way`() async throws {
        try await makeCassette(of: 1)
        // As long as somebody has it open, the file stays in WAL mode, and every player tries to end that.
        let (path, player) = (path, try DatabaseQueue(path: path))
        try await player.read { db in _ = try Row.fetchAll(db, sql: "SELECT * FROM cassette") }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { for _ in 0..<20 { try Cassette.record(path, new: .test).close() } }
            for _ in 0..<2 {
                group.addTask { for _ in 0..<40 { try Cassette.open(path).close() } }
            }
            try await group.waitForAll()
        }
        try player.close()
    }
}
