// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import GRDB
import HTTPTypes
import TapedeckCore
import TapedeckTestSupport
import Testing

@testable import TapedeckCassettes

struct RecordingReaderTests {
    private let folder: TemporaryFolder
    private let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = folder("x.cassette")
    }

    private func fingerprint(_ byte: UInt8) throws -> Fingerprint {
        try #require(Fingerprint(bytes: [UInt8](repeating: byte, count: Fingerprint.byteCount)))
    }

    /// Any interaction that can be recorded.
    private func interaction(_ random: inout SplitMix64) -> Interaction {
        let pieces = (0..<Int.random(in: 0...4, using: &random)).map { _ in Int.random(in: 1...50, using: &random) }
        let isLarge = Int.random(in: 0..<10, using: &random) == 0
        let length = isLarge ? (1 << 20) + 1 : pieces.reduce(0, +)
        var interaction = Interaction.sample(session: ["", "a", "upstream:b"].randomElement(using: &random) ?? "")
        interaction.response.body = .bytes((0..<length).map { UInt8(truncatingIfNeeded: $0) })
        if !isLarge, Bool.random(using: &random) {
            var offset = 0
            interaction.response.chunks = pieces.map { length in
                defer { offset += length }
                return Chunk(offset: offset, length: length, time: Int64(offset))
            }
        }
        interaction.response.status = Int.random(in: 200...599, using: &random)
        interaction.response.outcome = Bool.random(using: &random) ? .complete : .truncated
        let value = ["plain", "é \"quoted\"", ""].randomElement(using: &random) ?? ""
        interaction.response.headerFields.append(.init(name: .accept, value: value))
        return interaction
    }

    @Test(arguments: UInt64(1)...10)
    func `finds the same on every connection, in either journal mode`(seed: UInt64) async throws {
        var random = SplitMix64(seed: seed)
        let recorder = try Cassette.record(path, new: .test)
        for _ in 0..<30 {
            let byte = UInt8.random(in: 1...10, using: &random)
            _ = try await recorder.append(interaction(&random), fingerprint: fingerprint(byte), replacingUpTo: nil)
        }
        let scopes = [SessionFilter.any, .shared, .label(""), .label("a"), .label("b")].flatMap { sessions in
            [20, InteractionID.max].map { RecordingScope(sessions: sessions, upTo: $0) }
        }
        func expectAll(_ cassette: Cassette) throws {
            let pairs = try cassette.interactions(after: 0, limit: 100).map { ($0.id, $0.interaction.response) }
            let responses = Dictionary(uniqueKeysWithValues: pairs)
            for byte in UInt8(1)...11 {
                let fingerprint = try fingerprint(byte)
                for scope in scopes {
                    let ids = try cassette.ids(fingerprint, in: scope)
                    for (index, after) in ([0] + ids).enumerated() {
                        let expected = ids.dropFirst(index).first.map {
                            StoredResponse(id: $0, response: responses[$0] ?? .init(status: 0), isLast: $0 == ids.last)
                        }
                        #expect(try cassette.first(fingerprint, in: scope, after: after) == expected)
                    }
                    #expect(try cassette.last(fingerprint, in: scope)?.id == ids.last)
                }
            }
        }
        try expectAll(recorder)
        try recorder.close()
        let player = try Cassette.open(path)
        try expectAll(player)
        try player.close()
    }

    struct Damage: Sendable, CustomTestStringConvertible {
        let sql: String
        let message: String
        var testDescription: String { sql }
    }

    static let damages = [
        Damage(sql: "UPDATE interaction SET outcome = 'odd'", message: "interaction 1 has the unknown outcome 'odd'"),
        Damage(sql: "UPDATE interaction SET status = 101", message: "interaction 1 has the status 101"),
        Damage(sql: "UPDATE interaction SET duration = -1", message: "interaction 1 has the time -1 in duration"),
        Damage(sql: "UPDATE interaction SET response_headers = '[[1,2]]'", message: "has a malformed header field"),
        Damage(sql: "UPDATE interaction SET response_body = 99", message: "refers to a body that is not there"),
        Damage(sql: "UPDATE body SET bytes = x'00'", message: "does not have its digest"),
        Damage(sql: "UPDATE body SET sha256 = NULL WHERE id = 1", message: "body 1 does not have its digest"),
        Damage(sql: "UPDATE body SET length = length + 1", message: "does not have its digest"),
        Damage(sql: "UPDATE body SET bytes = NULL", message: "does not have the length 2"),
        Damage(sql: "UPDATE chunk SET length = 1", message: "the chunks of interaction 1 do not cover its body"),
        Damage(sql: "UPDATE chunk SET time = -7", message: "interaction 1 has the time -7 in time"),
    ]

    @Test(arguments: damages)
    func `tells damage apart`(_ damage: Damage) async throws {
        let recorder = try Cassette.record(path, new: .test)
        var interaction = Interaction.sample()
        interaction.response.chunks = [Chunk(offset: 0, length: 2, time: 1)]
        _ = try await recorder.append(interaction, fingerprint: fingerprint(1), replacingUpTo: nil)
        try recorder.close()
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        try await DatabaseQueue(path: path, configuration: configuration).write { try $0.execute(sql: damage.sql) }
        let player = try Cassette.open(path)
        for place in [RecordingPlace.first(after: 0), .last] {
            let error = try #require(throws: CassetteError.self) {
                switch place {
                case .first: try player.first(fingerprint(1), in: RecordingScope(), after: 0)
                case .last: try player.last(fingerprint(1), in: RecordingScope())
                }
            }
            #expect(error.code == .damaged)
            #expect(error.message.contains(damage.message), "\(error)")
        }
        try player.close()
    }
}
