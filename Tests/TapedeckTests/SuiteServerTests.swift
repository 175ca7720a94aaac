// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TapedeckCassettes
import TapedeckServer
import TapedeckSimulator
import Testing

@testable import Tapedeck

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

@Suite(.timeLimit(.minutes(5))) struct SuiteServerTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)

    private func models(_ session: RunningSession) async throws -> Int {
        var request = URLRequest(url: session.baseURL.appending(path: "models"))
        request.setValue("Bearer tapedeck", forHTTPHeaderField: "authorization")
        let (_, response) = try await URLSession.shared.data(for: request)
        return (response as? HTTPURLResponse)?.statusCode ?? 0
    }

    @Test func `a session records into the cassette it names, and plays it afterwards`() async throws {
        let server = try await SuiteServer.shared()
        let path = folder.appending(path: "chat/models.sqlite").path
        var settings = SuiteSession(cassette: path, mode: .once, simulation: SimulatorConfiguration())
        let recording = try server.begin("records \(folder.lastPathComponent)", settings)
        #expect(try await models(recording) == 200)
        #expect(try await recording.end().counts.recorded == 1)
        #expect(!FileManager.default.fileExists(atPath: path + "-wal"))

        settings.mode = .none
        let playing = try server.begin(recording.name, settings)
        #expect(try await models(playing) == 200)
        #expect(try playing.report().counts.played == 1)
        let other = try server.begin("another \(folder.lastPathComponent)", settings)
        #expect(try await models(other) == 404)
        #expect(try await other.end().misses.count == 1)
        #expect(try await playing.end().unusedCount == 0)
        try FileManager.default.removeItem(at: folder)
    }

    @Test func `a session without a cassette is simulated`() async throws {
        let server = try await SuiteServer.shared()
        let session = try server.begin(
            "simulated \(folder.lastPathComponent)",
            SuiteSession(cassette: nil, mode: .once, simulation: SimulatorConfiguration(seed: 3))
        )
        #expect(try await models(session) == 200)
        #expect(try await session.end().counts.simulated == 1)
    }

    @Test func `a cassette that is not there is named`() async throws {
        let server = try await SuiteServer.shared()
        #expect {
            try server.begin("missing", SuiteSession(cassette: "/nowhere/c", mode: .none))
        } throws: { error in
            (error as? CassetteError)?.message.contains("/nowhere/c.sqlite") == true
        }
    }
}
