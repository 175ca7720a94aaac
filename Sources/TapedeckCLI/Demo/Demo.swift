// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Tapedeck
import TapedeckCassettes
import TapedeckCore
import TapedeckUpstream

/// The steps of the demo: each runs a server, sends requests to it and prints what came back.
struct Demo {
    let folder: DemoFolder

    func run() async throws {
        Terminal.print(
            text: """
                This runs now, on your machine, in \(folder.path). The answers are not OpenAI's: Tapedeck's simulator makes \
                them up.

                1. Record. A client whose base URL leads to a recording server sends three requests.

                """
        )
        let recorded = try await record()
        for answer in recorded { show(answer, text: answer.text) }
        try keepQuestion()
        Terminal.print(text: "   \(try cassetteLine())\n")

        Terminal.print(
            text: "2. Replay. The same requests go to a replay server, which has nothing but the cassette.\n"
        )
        let (replayed, report) = try await replay(DemoRequest.recorded)
        for (answer, before) in zip(replayed, recorded) { show(answer, text: try verdict(answer, before)) }
        Terminal.print(text: "   \(report.counts.played) of \(counted(report.counts.requests, "request")) played.\n")

        Terminal.print(text: "3. A miss. The client changes the temperature of its first request from 0.2 to 0.7.\n")
        let (missed, _) = try await replay([DemoRequest.changed])
        for answer in missed { show(answer, text: answer.text) }
        Terminal.write(result: DemoNextSteps(folder: folder).text)
    }

    // MARK: - Servers

    private func record() async throws -> [DemoAnswer] {
        var settings = ServerSettings.ofLibrary(.file(folder.cassette), consent: .given)
        // Nothing is sent to the upstream, since the simulator takes its place.
        settings.recording = RecordingSettings(upstream: UpstreamConfiguration(baseURL: .openAI))
        settings.simulation = SimulatorConfiguration()
        return try await RunningServer.with(settings, failOn: []) { server in
            try await ask(DemoRequest.recorded, of: server)
        }
    }

    private func replay(_ requests: [DemoRequest]) async throws -> (answers: [DemoAnswer], report: RunReport) {
        try await withReplay(folder.cassette) { server in
            (try await ask(requests, of: server), try server.report())
        }
    }

    private func ask(_ requests: [DemoRequest], of server: RunningServer) async throws -> [DemoAnswer] {
        let client = try DemoClient(baseURL: server.baseURL, key: server.placeholderKey)
        let answers = await Result { try await client.ask(requests) }
        await client.close()
        return try answers.get()
    }

    // MARK: - Results

    private func show(_ answer: DemoAnswer, text: String) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { "     \($0)" }
        Terminal.print(text: "   \(answer.line)\n" + lines.joined(separator: "\n") + "\n")
    }

    private func verdict(_ answer: DemoAnswer, _ recorded: DemoAnswer) throws -> String {
        guard answer.status == recorded.status, answer.body == recorded.body else {
            throw OutputError(
                message:
                    "The replayed answer to \(answer.request.line) differs from the recorded one. This is a fault of "
                    + "tapedeck itself: please report it."
            )
        }
        return "the recorded \(answer.body.count) bytes"
    }

    private func cassetteLine() throws -> String {
        let cassette = try Cassette.open(folder.cassette)
        let count = try cassette.count()
        try cassette.close()
        let size = try FileManager.default.attributesOfItem(atPath: folder.cassette)[.size] as? Int ?? 0
        return "\(folder.cassette) has \(counted(count, "recording")) and \(size / 1024) KiB; no key is in it."
    }

    /// Keeps the body of the first request, so that any client can send it.
    private func keepQuestion() throws {
        guard folder.isKept, let body = DemoRequest.recorded[0].body else { return }
        do {
            try Data((body.text(indent: 2) + "\n").utf8).write(to: URL(fileURLWithPath: folder.question))
        } catch {
            throw OutputError(message: "\(folder.question) cannot be written (\(error.localizedDescription)).")
        }
    }
}

extension Result where Failure == any Error {
    /// Runs work and keeps what it returns or throws.
    fileprivate init(_ work: () async throws -> Success) async {
        do {
            self = .success(try await work())
        } catch {
            self = .failure(error)
        }
    }
}
