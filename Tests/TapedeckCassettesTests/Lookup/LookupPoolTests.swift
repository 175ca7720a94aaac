// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import GRDB
import TapedeckCore
import TapedeckTestSupport
import Testing

@testable import TapedeckCassettes

struct LookupPoolTests {
    private let folder: TemporaryFolder
    private let path: String

    /// A cassette of ten recordings, each of another request.
    init() async throws {
        folder = try TemporaryFolder()
        path = folder("x.cassette")
        try await record("answer", to: path)
    }

    private func record(_ answer: String, to path: String) async throws {
        let cassette = try Cassette.record(path, new: .test)
        for number in 0..<10 { try await cassette.add(.sample(path: "/\(number)", response: "\(answer) \(number)")) }
        try cassette.close()
    }

    private func answer(_ number: Int, of cassette: Cassette) throws -> String? {
        let found = try cassette.first(
            Interaction.sample(path: "/\(number)").fingerprint(),
            in: RecordingScope(),
            after: 0
        )
        guard case .bytes(let bytes) = found?.response.body else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test func `many threads look recordings up at once`() async throws {
        let cassette = try Cassette.open(path)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for task in 0..<8 {
                group.addTask {
                    for number in 0..<50 {
                        let found = try answer((task + number) % 10, of: cassette)
                        #expect(found == "answer \((task + number) % 10)")
                        if number % 10 == 9 { cassette.rest() }
                    }
                }
            }
            try await group.waitForAll()
        }
        try cassette.close()
    }

    @Test func `a writer gets its turn while recordings are looked up`() async throws {
        let cassette = try Cassette.open(path)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                while !Task.isCancelled {
                    let found = try answer(1, of: cassette)
                    #expect(found != nil)
                }
            }
            var configuration = Configuration()
            configuration.busyMode = .timeout(30)
            let writer = try DatabaseQueue(path: path, configuration: configuration)
            for number in 0..<5 {
                try await writer.write { try $0.execute(sql: "UPDATE cassette SET note = ?", arguments: ["\(number)"]) }
            }
            group.cancelAll()
            try await group.waitForAll()
        }
        try cassette.close()
    }

    @Test func `a writer need not wait for the next look-up`() async throws {
        let cassette = try Cassette.open(path)
        #expect(try answer(1, of: cassette) == "answer 1")
        var configuration = Configuration()
        configuration.busyMode = .timeout(30)
        try await DatabaseQueue(path: path, configuration: configuration).write {
            try $0.execute(sql: "UPDATE body SET bytes = x'', length = 0")
        }
        // What was written is seen at once; here it is damage.
        #expect(throws: CassetteError.self) { try answer(1, of: cassette) }
        try cassette.close()
    }

    @Test func `sees at once what a recorder commits`() async throws {
        let player = try Cassette.open(path)
        #expect(try answer(1, of: player) == "answer 1")
        let recorder = try Cassette.record(path, new: .test)
        for number in 10..<30 {
            for cassette in [player, recorder] { #expect(try answer(number, of: cassette) == nil) }
            try await recorder.add(.sample(path: "/\(number)", response: "new"))
            for cassette in [player, recorder] { #expect(try answer(number, of: cassette) == "new") }
        }
        try player.close()
        try recorder.close()
        #expect(folder.names == ["x.cassette"])
    }

    @Test func `goes on with its file when another takes the place`() async throws {
        let cassette = try Cassette.open(path)
        #expect(try answer(1, of: cassette) == "answer 1")
        try await record("other", to: folder("y.cassette"))
        #expect(rename(folder("y.cassette"), path) == 0)
        cassette.rest()
        #expect(try answer(1, of: cassette) == "answer 1")
        try cassette.close()
    }

    @Test func `looks nothing up once it is closed`() throws {
        let cassette = try Cassette.open(path)
        #expect(try answer(1, of: cassette) == "answer 1")
        try cassette.close()
        #expect(throws: CassetteError.self) { try answer(1, of: cassette) }
    }
}
