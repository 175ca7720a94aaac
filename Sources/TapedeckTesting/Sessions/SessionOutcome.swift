// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Tapedeck
import TapedeckCore
import TapedeckServer

/// The end of a session, for judging it.
struct SessionOutcome: Sendable {
    /// Maximum number of misses that are explained, each in an issue of its own.
    private static let missLimit = 10
    /// Maximum number of unused recordings that are named.
    private static let unusedLimit = 5

    /// What the server reports.
    var report: RunReport
    /// The name of the cassette; `nil` without one.
    var cassette: String?
    /// The command that records the test again.
    var recordCommand: String
    /// The expression for `swift test --filter`.
    var filter: String
    /// Whether requests could be recorded.
    var isRecording: Bool
    /// Whether the test threw an error.
    var hasThrown: Bool
    /// Whether a test that sends no request is worth a word: not one that only its suite gave a cassette.
    var expectsRequests: Bool
    /// What happens when recordings were not played.
    var unused: UnusedPolicy

    /// The findings, those that explain others first.
    var findings: [Finding] {
        var findings = misses
        if report.counts.lost > 0 {
            findings.append(
                Finding("\(counted(report.counts.lost, "response")) could not be recorded into \(cassette ?? "").")
            )
        }
        if isRecording, hasThrown {
            findings.append(
                Finding(
                    "The test failed while it recorded \(cassette ?? ""), which keeps what was recorded. Record it again with: \(recordCommand)",
                    isFailure: false
                )
            )
        }
        if findings.isEmpty, !hasThrown, unused != .ignore, let left { findings.append(left) }
        return findings
    }

    /// A finding for each request without a recording; equal ones, as of a client that retries, are one.
    private var misses: [Finding] {
        var texts: [(text: String, count: Int)] = []
        for text in report.misses.map({ $0.text(for: .test(filter: filter)) }) {
            if let index = texts.firstIndex(where: { $0.text == text }) {
                texts[index].count += 1
            } else {
                texts.append((text, 1))
            }
        }
        var findings = texts.prefix(Self.missLimit).map { miss in
            Finding(miss.count > 1 ? "\(miss.text)\n(\(miss.count) times)" : miss.text)
        }
        let rest = report.counts.missed - texts.prefix(Self.missLimit).reduce(0) { $0 + $1.count }
        if rest > 0 {
            findings.append(Finding("\(counted(rest, "more request")) had no recording; the report names them."))
        }
        return findings
    }

    /// What was not used, if anything.
    private var left: Finding? {
        guard let cassette else { return nil }
        if expectsRequests, report.counts.requests == 0 {
            return Finding(
                "The test sent no request to its session of \(cassette). Give its client Tapedeck.current.baseURL.",
                isFailure: unused == .fail
            )
        }
        guard report.unusedCount > 0 else { return nil }
        var lines = ["\(counted(report.unusedCount, "recording")) of \(cassette) not played:"]
        lines += report.unused.prefix(Self.unusedLimit).map { "  #\($0.id) \($0.requestLine)" }
        let rest = report.unusedCount - min(report.unused.count, Self.unusedLimit)
        if rest > 0 { lines.append("  and \(rest) more") }
        lines.append("To record the test again: \(recordCommand)")
        return Finding(lines.joined(separator: "\n"), isFailure: unused == .fail)
    }
}
