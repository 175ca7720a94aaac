// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import GRDB
import TapedeckCassettes
import TapedeckCore
import TapedeckTestSupport
import Testing

struct BodyTableTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func bodyLengths(_ path: String) throws -> [Int] {
        try DatabaseQueue(path: path).read { try Int.fetchAll($0, sql: "SELECT length FROM body ORDER BY length") }
    }

    @Test(arguments: [1, 1 << 20, (1 << 20) + 1, 3 << 20])
    func `keeps one body once, however it came`(_ size: Int) async throws {
        let path = folder("x.cassette")
        let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 / 7) }
        let cassette = try Cassette.record(path, new: .test)
        for _ in 0..<2 {
            let writer = try cassette.makeBodyWriter()
            try await writer.write(bytes[...])
            var interaction = Interaction.sample()
            interaction.request.body = try await writer.finish()
            interaction.response.body = .bytes(bytes)
            try await cassette.add(interaction)
        }
        let stored = try cassette.interactions(after: 0, limit: 9).map(\.interaction)
        #expect(Set(stored.flatMap { [$0.request.body, $0.response.body] }).count == 1)
        try cassette.close()
        #expect(try bodyLengths(path) == [size])
    }

    @Test func `keeps no row for an empty body`() async throws {
        let path = folder("x.cassette")
        let cassette = try Cassette.record(path, new: .test)
        try await cassette.add(.sample(request: "", response: ""))
        try cassette.close()
        #expect(try bodyLengths(path) == [])
        #expect(try Cassette.open(path).interactions(after: 0, limit: 1).first?.interaction.response.body == .empty)
    }

    @Test func `takes the same body from many writers at once`() async throws {
        let path = folder("x.cassette")
        let bytes = [UInt8](repeating: 1, count: (2 << 20) + 1)
        let cassette = try Cassette.record(path, new: .test)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<8 {
                group.addTask {
                    let writer = try cassette.makeBodyWriter()
                    for start in stride(from: 0, to: bytes.count, by: 500_000) {
                        try await writer.write(bytes[start..<min(start + 500_000, bytes.count)])
                    }
                    var interaction = Interaction.sample(path: "/\(index)")
                    interaction.response.body = try await writer.finish()
                    try await cassette.add(interaction)
                }
            }
            try await group.waitForAll()
        }
        try cassette.close()
        #expect(try bodyLengths(path) == [2, bytes.count])
    }
}
