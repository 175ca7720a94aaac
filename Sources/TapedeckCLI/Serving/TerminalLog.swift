// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore
import TapedeckServer

/// Tells of each request in a line on stderr.
struct TerminalLog: RequestLog {
    func answered(
        _ target: RequestLine,
        status: Int,
        bytes: Int,
        duration: Duration,
        tokens: Int?,
        note: String?,
        isFailure: Bool
    ) {
        var end = " \(bytes) B \(milliseconds(duration)) ms"
        if let tokens { end += " \(counted(tokens, "token"))" }
        if let note { end += "  \(note)" }
        let line = Self.line(name(target), status, end)
        if isFailure { Terminal.warn(StyledText("!!! ", .bad) + line) } else { Terminal.note(line) }
    }

    func played(_ target: RequestLine, status: Int, bytes: Int) {
        Terminal.note(Self.line(name(target), status, " \(bytes) B played"))
    }

    func simulated(_ target: RequestLine, status: Int, bytes: Int?) {
        Terminal.note(Self.line(name(target), status, " \(bytes.map { "\($0) B " } ?? "")simulated"))
    }

    func failed(_ target: RequestLine, reason: String) {
        Terminal.warn(StyledText("\(name(target)) ") + StyledText("failed:", .bad) + " \(reason)")
    }

    func refused(_ requestLine: String, reason: String) {
        Terminal.warn(StyledText("\(requestLine) ") + StyledText("refused:", .bad) + " \(reason)")
    }

    func missed(_ miss: Miss) {
        Terminal.print(problem: "Miss:", "\(miss)")
    }

    private static func line(_ name: String, _ status: Int, _ end: String) -> StyledText {
        guard let style = StyledText.Style(status: status) else { return StyledText("\(name) \(status)\(end)") }
        return StyledText("\(name) ") + StyledText("\(status)", style) + end
    }

    private func name(_ target: RequestLine) -> String { "\(target.method.rawValue) \(target.path)" }

    private func milliseconds(_ duration: Duration) -> Int64 {
        duration.components.seconds * 1000 + duration.components.attoseconds / 1_000_000_000_000_000
    }
}

extension RunReport {
    /// The lines that close a run.
    var summary: [StyledText] {
        var lines = [StyledText(totals)]
        if counts.lost > 0 {
            lines.append(StyledText("\(counted(counts.lost, "answer")) could NOT be recorded; see above.", .bad))
        }
        for miss in misses {
            lines.append(StyledText("Missed:", .bad) + " \(miss.requestLine)\(place(miss.session, miss.cassette))")
        }
        for refusal in refusals { lines.append(StyledText("Refused:", .bad) + " \(refusal.text)") }
        lines += problems.map { StyledText($0) }
        if let webhooks {
            lines.append(StyledText("\(counted(webhooks.deliveredCount, "event")) delivered to the webhook"))
            lines += webhooks.failures.prefix(10).map { StyledText("Not delivered:", .bad) + " \($0)" }
            if webhooks.failedCount > 10 { lines.append(StyledText("  and \(webhooks.failedCount - 10) more")) }
        }
        if unusedCount > 0 {
            let verb = unusedCount == 1 ? "was" : "were"
            lines.append(StyledText("\(counted(unusedCount, "recording")) \(verb) not played:", .warning))
            lines += unused.prefix(10).map {
                StyledText("  #\($0.id) \($0.requestLine)\(place($0.session, $0.cassette))")
            }
            if unusedCount > 10 { lines.append(StyledText("  and \(unusedCount - 10) more")) }
        }
        return lines
    }

    /// What became of the requests, in a line.
    private var totals: String {
        "\(counted(counts.requests, "request")): \(counts.recorded) new, \(counts.played) played"
            + (counts.repeated > 0 ? " (\(counts.repeated) repeated)" : "")
            + (counts.simulated > 0 ? ", \(counts.simulated) simulated" : "") + ", \(counts.missed) missed"
            + (counts.passed > 0 ? ", \(counts.passed) passed and not recorded" : "")
            + (counts.failed > 0 ? ", \(counts.failed) failed" : "")
            + (counts.brokenOff > 0 ? ", \(counts.brokenOff) broken off" : "")
            + (refusedCount > 0 ? ", \(refusedCount) refused" : "")
            + "; \(counted(counts.tokens, "token")); \(counts.savedTimeText) saved by replay"
    }

    /// Where something was recorded or looked for, as far as that is not clear.
    private func place(_ session: String, _ cassette: String) -> String {
        var names = session.isEmpty ? [] : ["session \(session)"]
        if cassettes.count > 1 { names.append(cassette) }
        return names.isEmpty ? "" : "  (\(names.joined(separator: ", ")))"
    }
}
