// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Tapedeck
import Testing

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

/// The library as its users see it: `import Tapedeck` and nothing else.
struct ReplayTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    private var cassette: String { folder.appending(path: "chat.sqlite").path }

    init() throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    /// Records a simulator's answer to a question.
    private func record(_ question: String) async throws -> String {
        try await withSimulator(seed: 7) { service in
            try await withRecorder(cassette, upstream: service.baseURL.absoluteString, options: .init(mode: .once)) {
                try await ask(question, $0)
            }
        }
    }

    @Test func `what a recorder recorded is replayed without an upstream`() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let recorded = try await record("What is a cassette?")
        let (replayed, report) = try await withReplay(cassette, options: ReplayOptions(failOn: [.missed, .unused])) {
            (try await ask("What is a cassette?", $0), try $0.report())
        }
        #expect(replayed == recorded)
        #expect(report.counts.played == 1)
        #expect(report.counts.missed == 0)
    }

    @Test func `a miss fails the run when it is asked to, and names the request`() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        _ = try await record("What is a cassette?")
        let error = try await #require(throws: RunFailed.self) {
            try await withReplay(cassette, options: ReplayOptions(failOn: [.missed])) { server in
                _ = try await ask("Something else", server)
            }
        }
        #expect(error.report.failures.map(\.kind) == [.missed])
        #expect(error.description.contains("$.messages[0].content"))
    }

    @Test func `sessions have playback positions of their own, and can start over`() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        _ = try await record("What is a cassette?")
        var options = ReplayOptions(failOn: [.missed])
        options.playback.repeat = .never
        try await withReplay(cassette, options: options) { server in
            for session in ["one", "two"] { _ = try await ask("What is a cassette?", server.baseURL(session: session)) }
            try server.reset(session: "one")
            _ = try await ask("What is a cassette?", server.baseURL(session: "one"))
            #expect(try server.report().counts.played == 3)
        }
    }

    @Test func `an error of the closure ends the server and passes through`() async throws {
        struct Mine: Error {}
        defer { try? FileManager.default.removeItem(at: folder) }
        _ = try await record("What is a cassette?")
        var address: URL?
        await #expect(throws: Mine.self) {
            try await withReplay(cassette) { server in
                address = server.baseURL
                throw Mine()
            }
        }
        let url = try #require(address)
        await #expect(throws: URLError.self) { _ = try await ask("What is a cassette?", url) }
    }

    @Test func `a miss can be simulated`() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        _ = try await record("What is a cassette?")
        let options = ReplayOptions(onMiss: .simulate(SimulatorConfiguration(seed: 1)), failOn: [.missed])
        try await withReplay(cassette, options: options) { server in
            let answer = try await ask("Something else", server)
            #expect(answer.contains("Something else"))
            #expect(try server.report().counts.simulated == 1)
        }
    }

    @Test func `a cassette can be opened, listed and exported`() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let recorded = try await record("What is a cassette?")
        let opened = try Cassette.open(cassette)
        defer { try? opened.close() }
        let interaction = try #require(try opened.list().first)
        #expect(interaction.method == "POST")
        #expect(interaction.path == "/v1/chat/completions")
        #expect(interaction.status == 200)
        #expect(
            String(decoding: try opened.requestBody(of: interaction.id), as: UTF8.self).contains("What is a cassette?")
        )
        #expect(String(decoding: try opened.responseBody(of: interaction.id), as: UTF8.self) == recorded)
        let exported = folder.appending(path: "chat.har").path
        #expect(try opened.export(as: .har, to: exported) == 1)
        #expect(try String(contentsOfFile: exported, encoding: .utf8).contains("What is a cassette?"))
    }

    @Test func `a file that is no cassette is named`() async throws {
        let error = await #expect(throws: CassetteError.self) {
            try await withReplay(cassette) { _ in }
        }
        #expect(error?.code == .notFound)
        #expect(error?.message.contains(cassette) == true)
    }
}

private func ask(_ question: String, _ server: RunningServer) async throws -> String {
    try await ask(question, server.baseURL)
}

/// The body of a chat completion's response.
private func ask(_ question: String, _ baseURL: URL) async throws -> String {
    var request = URLRequest(url: baseURL.appending(path: "chat/completions"))
    request.httpMethod = "POST"
    request.setValue("application/json", forHTTPHeaderField: "content-type")
    request.setValue("Bearer none", forHTTPHeaderField: "authorization")
    let body: [String: Any] = [
        "model": "gpt-4o-mini", "messages": [["role": "user", "content": question]],
    ]
    request.httpBody = try JSONSerialization.data(withJSONObject: body, options: .sortedKeys)
    return String(decoding: try await URLSession.shared.data(for: request).0, as: UTF8.self)
}
