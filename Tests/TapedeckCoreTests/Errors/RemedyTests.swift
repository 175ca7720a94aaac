// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TapedeckCore

struct RemedyTests {
    private static let all: [Remedy] = [
        .recordCassette(path: "a.sqlite"), .repeatLast, .allowRecording(.once), .openForRecording(.all), .addCassette,
        .recordInteraction(.init(cassette: "a.sqlite", upstream: nil, source: .upstream)),
        .recordInteraction(.init(cassette: "a.sqlite", upstream: nil, source: .simulator)),
        .loosen(.ignoreQuery("user")), .loosen(.scrub("date")), .runRecorder, .verifyCassette(path: "a.sqlite"),
        .redactCassette, .replaceCassette, .useFirstRules, .mergeCassettes, .exportAgain, .checkUpstream(.network),
        .checkUpstream(.service), .checkUpstream(.tlsPort), .checkUpstream(.certificate), .checkUpstream(.scheme),
        .chooseHost, .choosePort(isReserved: true), .choosePort(isReserved: false),
        .allowHost, .allowOrigin, .sendControlToken, .recordErrors,
    ]

    @Test(arguments: all)
    func `callers of the library read of no flag or command`(_ remedy: Remedy) {
        let hint = remedy.clause(for: .library)
        #expect(!hint.contains("--") && !hint.contains("'tapedeck "))
        #expect(!hint.hasSuffix("."))
    }

    @Test(arguments: all.filter { $0 != .mergeCassettes })
    func `users of the command line read of another step than callers`(_ remedy: Remedy) {
        #expect(remedy.clause(for: .commandLine) != remedy.clause(for: .library))
    }

    @Test func `authors of tests read of traits and swift test`() {
        func clause(_ remedy: Remedy) -> String { remedy.clause(for: .test(filter: "A.b\\(")) }
        #expect(clause(.allowRecording(.once)).hasSuffix("TAPEDECK_RECORD=once swift test --filter 'A.b\\('"))
        #expect(clause(.repeatLast) == "pass playback: PlaybackPolicy(repeat: .last)")
        #expect(clause(.loosen(.scrub("date"))) == #"pass matching: try MatchingRules(scrubbing: ["date"])"#)
        #expect(clause(.redactCassette) == Remedy.redactCassette.clause(for: .library))
    }

    @Test func `an error adds its remedy to the sentence of its message`() {
        let error = CassetteError(
            code: .notFound,
            message: "There is no cassette a",
            remedy: .recordCassette(path: "a")
        )
        #expect(
            error.text(for: .commandLine) == "There is no cassette a; record one with 'tapedeck record --cassette a'."
        )
        #expect("\(error)" == "There is no cassette a; record one with 'withRecorder'.")
    }

    @Test func `a remedy after a full stop is a sentence of its own`() {
        let error = CassetteError(code: .invalidArgument, message: "It is empty.", remedy: .addCassette)
        #expect(error.text(for: .commandLine) == "It is empty. Give one with --cassette FILE.")
    }

    @Test func `any error is described, with the remedy if it has one`() {
        let errors: [any Error] = [
            UpstreamError(code: .timedOut, message: "No connection", remedy: .checkUpstream(.network)),
            UpstreamError(code: .brokenOff, message: "It ended."),
        ]
        #expect(
            errors.map { $0.text(for: .commandLine) } == [
                "No connection; check --upstream and the network.", "It ended.",
            ]
        )
    }
}
