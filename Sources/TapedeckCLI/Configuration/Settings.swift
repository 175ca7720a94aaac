// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Tapedeck
import TapedeckCore
import TapedeckServer
import TapedeckSimulator
import TapedeckUpstream

/// The settings that flags and `tapedeck.yaml` share.
enum Settings {
    static let cassettes = Setting<String?>(
        "cassettes",
        nil,
        isPath: true,
        help: """
            A folder of cassettes, where --cassette finds one by its name. Without --cassette the server is one for a \
            test suite, where each test begins a session that names its cassette.
            """
    )
    static let upstream = Setting(
        "upstream",
        "https://api.openai.com/v1",
        help: "The base URL of the service: OpenAI's, or any compatible one's."
    ) { url, name in
        do {
            _ = try BaseURL(url)
            return nil
        } catch {
            return "\(name): \(error)"
        }
    }
    static let mode = Setting(
        "mode",
        RecordMode.once,
        variables: [EnvironmentVariable.record],
        help: "The record mode: \(RecordMode.list). With CI set, only flag or variable make a run record."
    )
    static let onMiss = Setting(
        "on_miss",
        MissPolicy.error,
        help: "How to handle unmatched requests: error, or simulate, which falls back to the simulator."
    )
    static let failOnUnused = Setting("fail_on_unused", false, help: "End with 1 when recordings were not played.")
    static let report = Setting<[String]>(
        "report",
        [],
        isPath: true,
        help: "Write a report to this file: JSON for .json, Markdown for .md, JUnit XML for .xml, a page for .html "
            + "(repeatable).",
        problem: ReportOptions.problem(of:name:)
    )
    static let otlp = Setting<SpanTarget?>(
        "otlp",
        nil,
        isPath: true,
        help: """
            Export a span of OpenTelemetry for each request, without prompts and answers: to this file as OTLP/JSON, or to             the collector at this URL, such as http://127.0.0.1:4318.
            """
    ) { target, name in
        guard let target else { return nil }
        do throws(InvalidSpanDestination) {
            _ = try SpanDestination(target.text)
            return nil
        } catch {
            return "\(name): \(error)."
        }
    }

    /// What is sent upstream and recorded.
    enum Recording {
        static let recordErrors = Setting(
            "recording.record_errors",
            false,
            help: "Record responses with status 429 and 5xx too."
        )
        static let maxRequests = Setting<Int?>(
            "recording.max_requests",
            nil,
            help: "Maximum number of requests sent upstream.",
            problem: Settings.fromOne
        )
        static let maxTokens = Setting<Int?>(
            "recording.max_tokens",
            nil,
            help: "Send nothing more upstream once this many tokens are used.",
            problem: Settings.fromOne
        )
        static let passThrough = Setting<[String]>(
            "recording.pass_through",
            [],
            help: "Forward requests under this path prefix without recording them (repeatable)."
        )
    }

    /// What is replaced before anything is written.
    enum Redaction {
        static let redact = Setting<[String]>(
            "redaction.redact",
            [],
            help: "Replace text that matches this regular expression before anything is written (repeatable)."
        ) { patterns, name in
            do throws(MatchingRuleError) {
                _ = try CompiledRedaction(RedactionRules(patterns: patterns))
                return nil
            } catch {
                return "\(name): \(error.message)"
            }
        }
        static let redactJSON = Setting<[String]>(
            "redaction.redact_json",
            [],
            help: "Replace the values at this JSON path in bodies, such as $..name (repeatable)."
        ) { paths, name in
            do throws(MatchingRuleError) {
                for path in paths { _ = try JSONPath(path) }
                return nil
            } catch {
                return "\(name): \(error.message)"
            }
        }
    }

    /// How the service is reached.
    enum Network {
        static let connectTimeout = Setting(
            "network.connect_timeout",
            10.0,
            help: "Connection time-out in seconds.",
            problem: Settings.seconds
        )
        static let firstByteTimeout = Setting(
            "network.first_byte_timeout",
            600.0,
            help: "Time-out for the first byte of a response in seconds.",
            problem: Settings.seconds
        )
        static let idleTimeout = Setting(
            "network.idle_timeout",
            600.0,
            help: "Time-out between two bytes of a response in seconds.",
            problem: Settings.seconds
        )
        static let caBundle = Setting<String?>(
            "network.ca_bundle",
            nil,
            variables: ["CURL_CA_BUNDLE", "SSL_CERT_FILE"],
            isPath: true,
            help:
                "A file of certificates to trust instead of the system's, as CURL_CA_BUNDLE or SSL_CERT_FILE name one."
        )
        static let useProxy = Setting(
            "network.use_proxy",
            false,
            help: "Use the proxies that the environment names (HTTPS_PROXY and the like)."
        )
    }

    /// How requests are compared.
    enum Matching {
        static let ignoreJSON = Setting<[String]>(
            "matching.ignore_json",
            [],
            help: "Ignore this place in JSON bodies, such as '$.user' (repeatable)."
        ) { paths, name in
            Settings.ruleProblem(name) { () throws(MatchingRuleError) in try MatchingRules(ignoringJSON: paths) }
        }
        static let ignoreQuery = Setting<[String]>(
            "matching.ignore_query",
            [],
            help: "Ignore this query item (repeatable)."
        )
        static let matchHeader = Setting<[String]>(
            "matching.match_header",
            [],
            flag: "match-header",
            help: "Compare this header field too (repeatable)."
        ) { fields, name in
            Settings.ruleProblem(name) { () throws(MatchingRuleError) in try MatchingRules(matchingHeaders: fields) }
        }
        static let scrub = Setting<[String]>(
            "matching.scrub",
            [],
            help: "Treat text that matches this pattern as equal: 'uuid', 'date', or a regular expression (repeatable)."
        ) { patterns, name in
            Settings.ruleProblem(name) { () throws(MatchingRuleError) in try MatchingRules(scrubbing: patterns) }
        }
    }

    /// How recordings are played.
    enum Playback {
        static let timing = Setting(
            "playback.timing",
            PlaybackPolicy.Timing.instant,
            help: "Timing of responses: instant, recorded, or a factor of the recorded times."
        )
        static let repetition = Setting(
            "playback.repeat",
            PlaybackPolicy.Repeat.last,
            help: "Whether to repeat the last recording of a request: last or never."
        )
        static let polls = Setting(
            "playback.polls",
            PlaybackPolicy.Polls.recorded,
            help: "How repeated GETs are played: recorded, collapse (each distinct state once) or final."
        )
    }

    /// What the simulator does.
    enum Simulation {
        static let seed = Setting("simulation.seed", UInt64(0), help: "Seed of everything random.")
        static let pace = Setting(
            "simulation.pace",
            SimulatorConfiguration.Pace.polls,
            help: "How fast fine-tuning jobs progress: polls (one stage for each poll), instant or realtime."
        )
        static let fineTuningClosed = Setting(
            "simulation.fine_tuning_closed",
            false,
            help: "Refuse new fine-tuning jobs, as the service does since it winds fine-tuning down."
        )
        static let asOf = Setting<ServiceDay?>(
            "simulation.as_of",
            nil,
            help:
                "Answer as the service announced for a day, such as 2027-01-15: without the models that are shut down by then."
        )
        static let azureDeployments = Setting<[String]>(
            "simulation.azure_deployments",
            [],
            flag: "azure-deployment",
            help: "A deployment of Azure's dialect and its model, such as chat=gpt-4o-mini (repeatable)."
        ) { deployments, name in
            do throws(InvalidAzureDeployment) {
                for deployment in deployments { _ = try AzureDeploymentSetting(deployment) }
                return nil
            } catch {
                return "\(name): \(error)."
            }
        }
        static let webhook = Setting<String?>(
            "simulation.webhook",
            nil,
            help: """
                The URL that gets the events of jobs, batches and background responses, signed with --webhook-secret. A job \
                or batch ends as it is polled; with --pace instant, when it is created.
                """
        ) { url, name in
            guard let url else { return nil }
            do throws(CassetteError) {
                _ = try WebhookAddress(url)
                return nil
            } catch {
                return "\(name): \(error.message)"
            }
        }
    }

    /// Where a server listens, and who may use it.
    enum Server {
        static let host = Setting("server.host", "127.0.0.1", help: "The address to listen on.")
        static let port = Setting("server.port", 0, help: "The port to listen on; 0 picks a free one.") { port, name in
            (0...65535).contains(port) ? nil : "\(name) takes a number from 0 to 65535."
        }
        static let allowRemote = Setting(
            "server.allow_remote",
            false,
            help: "Listen beyond this machine; needs --control-token."
        )
        static let allowHosts = Setting<[String]>(
            "server.allow_hosts",
            [],
            flag: "allow-host",
            help: "Another host name of this server that requests may use (repeatable)."
        )
        static let allowOrigins = Setting<[WebOrigin]>(
            "server.allow_origins",
            [],
            flag: "allow-origin",
            help: """
                An origin whose web pages may use the server beside those of this machine, such as https://app.example \
                (repeatable).
                """
        )
    }
}

extension Settings {
    /// The settings of a section of the file; the first section has no name.
    struct Group: Sendable {
        let name: String?
        let title: String
        let settings: [any AnySetting]
    }

    /// All settings, in the order of the file.
    static let groups = [
        Group(name: nil, title: "", settings: [cassettes, upstream, mode, onMiss, failOnUnused, report, otlp]),
        Group(
            name: "matching",
            title: "How requests are compared with recordings; without any rules, those of the cassette apply.",
            settings: [Matching.ignoreJSON, Matching.ignoreQuery, Matching.matchHeader, Matching.scrub]
        ),
        Group(
            name: "redaction",
            title: "What is replaced in recordings, besides keys and other credentials.",
            settings: [Redaction.redact, Redaction.redactJSON]
        ),
        Group(
            name: "recording",
            title: "What is recorded, and what a recording may spend.",
            settings: [
                Recording.recordErrors, Recording.maxRequests, Recording.maxTokens, Recording.passThrough,
            ]
        ),
        Group(
            name: "playback",
            title: "How recordings are played.",
            settings: [Playback.timing, Playback.repetition, Playback.polls]
        ),
        Group(
            name: "simulation",
            title: "What the simulator does, where a command uses it.",
            settings: [
                Simulation.seed, Simulation.pace, Simulation.fineTuningClosed, Simulation.asOf,
                Simulation.azureDeployments, Simulation.webhook,
            ]
        ),
        Group(
            name: "server",
            title: "Where record, replay and simulate listen, and who may use the server.",
            settings: [Server.host, Server.port, Server.allowRemote, Server.allowHosts, Server.allowOrigins]
        ),
        Group(
            name: "network",
            title: "How the service is reached.",
            settings: [
                Network.connectTimeout, Network.firstByteTimeout, Network.idleTimeout, Network.caBundle,
                Network.useProxy,
            ]
        ),
    ]

    static var all: [any AnySetting] { groups.flatMap(\.settings) }

    // MARK: - Checks

    private static func fromOne(_ number: Int?, _ name: String) -> String? {
        number.map { $0 < 1 } ?? false ? "\(name) takes a number from 1." : nil
    }

    private static func seconds(_ seconds: Double, _ name: String) -> String? {
        seconds > 0 && seconds <= 86_400 ? nil : "\(name) takes seconds, more than 0 and up to 86400."
    }

    private static func ruleProblem(
        _ name: String,
        _ read: () throws(MatchingRuleError) -> MatchingRules
    ) -> String? {
        do throws(MatchingRuleError) {
            _ = try read()
            return nil
        } catch {
            return "\(name): \(error.message)"
        }
    }
}
