// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TapedeckCore
import TapedeckServer
import Testing

@testable import TapedeckCLI

@Suite struct ProjectConfigurationTests {
    private static func configuration(
        _ text: String,
        path: String = "t.yaml",
        environment: [String: String] = [:]
    ) throws -> ProjectConfiguration {
        ProjectConfiguration(
            file: try ConfigurationFile(Array(text.utf8), path: path),
            environment: environment
        )
    }

    /// Parses words as a command does whose configuration says something.
    private static func parse<Options: ParsableArguments>(
        _ type: Options.Type,
        _ words: [String],
        _ text: String,
        environment: [String: String] = [:]
    ) throws -> Options {
        try ProjectConfiguration.$current.withValue(configuration(text, environment: environment)) {
            try Options.parse(words)
        }
    }

    @Test func `flags win over the file, and the file over defaults`() throws {
        let text = "server:\n  port: 8080\n  allow_hosts: [a, b]\n"
        var options = try Self.parse(ListenOptions.self, [], text)
        #expect(options.port == 8080 && options.allowHost == ["a", "b"] && options.host == "127.0.0.1")
        options = try Self.parse(ListenOptions.self, ["--port", "9", "--allow-host", "c"], text)
        #expect(options.port == 9 && options.allowHost == ["c"])
        options = try ListenOptions.parse([])
        #expect(options.port == 0 && options.allowHost == [])
    }

    @Test func `what the file switches on a flag switches off`() throws {
        let text = "recording: {record_errors: true, max_requests: 5}\n"
        #expect(try Self.parse(RecordingOptions.self, [], text).recordErrors)
        let options = try Self.parse(RecordingOptions.self, ["--no-record-errors", "--max-requests", "7"], text)
        #expect(!options.recordErrors && options.maxRequests == 7)
        #expect(try Self.parse(RecordingOptions.self, [], text).maxRequests == 5)
        #expect(throws: (any Error).self) { try Self.parse(RecordingOptions.self, ["--max-requests", "x"], text) }
    }

    @Test func `the file counts as no flag`() throws {
        let text = "recording: {max_requests: 5}\nsimulation: {seed: 7}\n"
        try ProjectConfiguration.$current.withValue(Self.configuration(text)) { () throws -> Void in
            #expect(try RecordingOptions.parse([]).flagThatNeedsRecording == nil)
            #expect(try RecordingOptions.parse(["--max-requests", "6"]).flagThatNeedsRecording == "--max-requests")
            #expect(try SimulationOptions.parse([]).flagThatNeedsSimulation == nil)
            #expect(try SimulationOptions.parse(["--seed", "8"]).flagThatNeedsSimulation == "--seed")
        }
    }

    @Test func `the environment wins over the file`() throws {
        let text = "mode: all\nnetwork:\n  ca_bundle: certificates.pem\n"
        var configuration = try Self.configuration(text, path: "../t.yaml")
        #expect(configuration.value(of: Settings.mode).value == .all)
        #expect(configuration.value(of: Settings.mode).origin == .file(path: "../t.yaml", line: 1))
        #expect(configuration.value(of: Settings.Network.caBundle).value == "../certificates.pem")
        configuration.environment = ["TAPEDECK_RECORD": "none", "SSL_CERT_FILE": "own.pem", "CURL_CA_BUNDLE": ""]
        #expect(configuration.value(of: Settings.mode).value == RecordMode.none)
        #expect(configuration.value(of: Settings.mode).origin == .variable("TAPEDECK_RECORD"))
        #expect(configuration.value(of: Settings.Network.caBundle).value == "own.pem")
    }

    @Test func `the mode of the file does not ask for a recording where CI is set`() throws {
        for (environment, isGiven) in [(["CI": "true"], false), ([:], true), (["TAPEDECK_RECORD": "all"], true)] {
            try ProjectConfiguration.$current.withValue(Self.configuration("mode: all\n", environment: environment)) {
                let consent = try RecordingConsent.inForce(named: nil)
                #expect(consent.mode == .all && consent.isGiven == isGiven)
            }
        }
    }

    @Test func `every kind of value is read`() throws {
        let text = """
            playback: {timing: 0.5, repeat: never, polls: final}
            matching: {ignore_json: $.user, ignore_query: [a], match_header: [x-one], scrub: [uuid]}
            server: {allow_origins: ["https://app.example:8443"]}
            report: [r.json]
            """
        let playback = try Self.parse(PlaybackOptions.self, [], text)
        #expect(playback.policy == PlaybackPolicy(repeat: .never, polls: .final, timing: .recorded(speed: 2)))
        let rules = try Self.parse(MatchingOptions.self, [], text).rules()
        let expected = try MatchingRules(
            ignoringJSON: ["$.user"],
            query: ["a"],
            matchingHeaders: ["x-one"],
            scrubbing: ["uuid"]
        )
        #expect(rules == expected)
        #expect(
            try Self.parse(ListenOptions.self, [], text).allowOrigin.map(\.description) == ["https://app.example:8443"]
        )
        #expect(try Self.parse(ReportOptions.self, [], text).report == ["r.json"])
    }
}
