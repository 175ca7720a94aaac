// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization
import TapedeckCassettes
import TapedeckCore
import TapedeckTestSupport
import Testing

@testable import Tapedeck

final class PooledCassetteTests {
    private final class Openings: Sendable {
        let count = Mutex(0)
    }

    private let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    private let openings = Openings()
    private var path: String { folder.appending(path: "tape.sqlite").path }
    private var reopened: Int { openings.count.withLock(\.self) }

    init() throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)
    }

    /// A cassette with one recording, open for recording.
    private func makePooled() async throws -> PooledCassette {
        let (path, openings) = (path, openings)
        let open: @Sendable () throws -> Cassette = {
            try Cassette.record(path, new: CassetteMetadata(tool: "test", created: 0))
        }
        let cassette = PooledCassette(try open(), reopen: open) { openings.count.withLock { $0 += 1 } }
        try await record(into: cassette)
        return cassette
    }

    private func record(into cassette: PooledCassette) async throws {
        let interaction = Interaction.sample()
        _ = try await cassette.append(interaction, fingerprint: interaction.fingerprint(), replacingUpTo: nil)
    }

    @Test func `is opened again when it is needed, and goes on where it was`() async throws {
        let cassette = try await makePooled()
        #expect(try cassette.lastID() == 1)
        #expect(reopened == 0)
        cassette.rest()
        #expect(cassette.idleSince == nil)
        #expect(try cassette.lastID() == 1)
        try await record(into: cassette)
        #expect(try cassette.count(in: RecordingScope()) == 2)
        #expect(reopened == 1)
        #expect(cassette.idleSince != nil)
        try cassette.close()
    }

    @Test func `stays open as long as a body is on its way, and closes then`() async throws {
        let cassette = try await makePooled()
        var writer: (any BodyWriter)? = try cassette.makeBodyWriter()
        try await writer?.write([1, 2, 3])
        cassette.rest()
        #expect(try await writer?.finish() == .bytes([1, 2, 3]))
        #expect(reopened == 0)
        writer = nil
        #expect(try cassette.lastID() == 1)
        #expect(reopened == 1)
        try cassette.close()
    }

    @Test func `is refused when another file has taken its place`() async throws {
        let cassette = try await makePooled()
        cassette.rest()
        try FileManager.default.copyItem(atPath: path, toPath: path + ".copy")
        try FileManager.default.removeItem(atPath: path)
        try FileManager.default.moveItem(atPath: path + ".copy", toPath: path)
        #expect(cassette.isReplaced)
        let error = try #require(throws: CassetteError.self) { try cassette.lastID() }
        #expect(error.message.contains("was replaced or removed"))
    }
}
