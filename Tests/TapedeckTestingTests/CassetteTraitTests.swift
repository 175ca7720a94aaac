// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TapedeckTesting
import Testing

private let temporary = try? TemporaryFolder()
private let folder = temporary?.path ?? "/nowhere"

/// Tests whose suites and own traits give them cassettes.
@Suite(.cassettes(in: folder, mode: .once, simulator: SimulatorConfiguration(seed: 1)))
struct CassetteTraitTests {
    @Test func `a test of the suite has a cassette named after it`() async throws {
        #expect(try await ask("One", Tapedeck.current.baseURL).status == 200)
        #expect(try Tapedeck.current.report().counts.recorded == 1)
        #expect(
            FileManager.default.fileExists(
                atPath: folder + "/CassetteTraitTests/a-test-of-the-suite-has-a-cassette-named-after-it.sqlite"
            )
        )
    }

    @Test func `a test that asks for no session has no cassette`() {
        #expect(
            !FileManager.default.fileExists(
                atPath: folder + "/CassetteTraitTests/a-test-that-asks-for-no-session-has-no-cassette.sqlite"
            )
        )
    }

    @Test(.cassette("own", unused: .ignore)) func `the trait of a test goes before that of its suite`() async throws {
        #expect(FileManager.default.fileExists(atPath: folder + "/own.sqlite"))
        #expect(Tapedeck.current.isRecording)
        _ = try await ask("One", Tapedeck.current.baseURL)
    }

    @Suite(.cassette("shared", unused: .ignore)) struct Nested {
        @Test(arguments: ["One", "Two"]) func `each case has a session of its own`(question: String) async throws {
            #expect(try await ask(question, Tapedeck.current.baseURL).status == 200)
            #expect(try Tapedeck.current.report().counts.requests == 1)
        }
    }
}

/// 200 cases at once on the one server of the process, replaying one cassette.
struct CassetteTrait200Tests {
    static let cases = Array(1...200)

    /// Records two answers to the same question for each case, all different.
    static let recorded = Task {
        try await withSimulator(seed: 5) { service in
            let options = RecorderOptions(mode: .once)
            return try await withRecorder(
                folder + "/two.sqlite",
                upstream: service.baseURL.absoluteString,
                options: options
            ) {
                recorder in
                var answers: [[String]] = []
                for number in cases {
                    let name =
                        "TapedeckTestingTests.CassetteTrait200Tests/`parallel cases see their own recordings`(number:)[\(number)]"
                    let session = recorder.baseURL(session: name)
                    answers.append([try await ask("Who?", session).body, try await ask("Who?", session).body])
                }
                return answers
            }
        }
    }

    @Test(arguments: cases) func `parallel cases see their own recordings`(number: Int) async throws {
        let answers = try await Self.recorded.value[number - 1]
        try await withCassette(
            "two",
            in: folder,
            mode: RecordMode.none,
            playback: PlaybackPolicy(repeat: .never),
            unused: .fail
        ) { session in
            #expect(try await ask("Who?", session.baseURL).body == answers[0])
            await Task.yield()
            #expect(try await ask("Who?", session.baseURL).body == answers[1])
            let counts = try session.report().counts
            #expect(counts.requests == 2 && counts.played == 2)
        }
    }
}
