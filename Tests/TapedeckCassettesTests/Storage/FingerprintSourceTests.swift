// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import GRDB
import TapedeckCore
import TapedeckTestSupport
import Testing

@testable import TapedeckCassettes

struct FingerprintSourceTests {
    private let folder: TemporaryFolder
    private let path: String
    private let key: Fingerprint

    /// A cassette as an earlier version left it: the fingerprints are others, and it does not say how they were made.
    init() async throws {
        folder = try TemporaryFolder()
        path = folder("x.cassette")
        let cassette = try Cassette.record(path, new: .test)
        let interaction = Interaction.sample()
        key = try interaction.request.key(rules: .strict, redactor: Redactor(), read: cassette.read).fingerprint
        let earlier = try #require(Fingerprint(bytes: [UInt8](repeating: 7, count: 32)))
        _ = try await cassette.append(interaction, fingerprint: earlier, replacingUpTo: nil)
        try cassette.close()
        try await DatabaseQueue(path: path).write { try $0.execute(sql: "UPDATE cassette SET matching = '{}'") }
    }

    private func isFound(in path: String) throws -> Bool {
        let cassette = try Cassette.open(path)
        defer { try? cassette.close() }
        return try cassette.first(key, in: RecordingScope(), after: 0) != nil
    }

    @Test func `finds recordings of an earlier version without a change of the file`() throws {
        let before = try Data(contentsOf: URL(fileURLWithPath: path))
        #expect(try isFound(in: path))
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
    }

    @Test func `makes the fingerprints anew when it is recorded into`() throws {
        try Cassette.record(path, new: .test).close()
        #expect(try isFound(in: path))
        #expect(try Cassette.open(path).metadata.fingerprintVersion == CassetteMetadata.currentFingerprints)
        let stored = try DatabaseQueue(path: path).read {
            try Data.fetchAll($0, sql: "SELECT fingerprint FROM interaction")
        }
        #expect(stored == [Data(key.bytes)])
    }

    @Test func `has no problem with the fingerprints of an earlier version`() throws {
        var problems: [CassetteProblem] = []
        try Cassette.open(path).verify { problems.append($0) }
        #expect(problems.isEmpty)
    }

    @Test func `takes fingerprints along into a merged and a pruned cassette`() async throws {
        let other = folder("other.cassette")
        let cassette = try Cassette.record(other, new: .test)
        try await cassette.add(.sample())
        try cassette.close()
        let outcome = try CassetteMerge().run([path, other], into: folder("merged.cassette"))
        #expect(outcome.duplicates == 1)
        #expect(try isFound(in: folder("merged.cassette")))
        _ = try CassettePruning(filter: InteractionFilter(), among: NumberSet()).run(
            path,
            into: folder("pruned.cassette")
        )
        #expect(try isFound(in: folder("pruned.cassette")))
    }
}
