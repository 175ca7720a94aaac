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
        var line = "\(name(target)) \(status) \(bytes) B \(milliseconds(duration)) ms"
        if let tokens { line += " \(counted(tokens, "token"))" }
        if let note { line += "  \(note)" }
        Terminal.note(isFailure ? "!!! \(line)" : line)
    }

    func played(_ target: RequestLine, status: Int, bytes: Int) {
        Terminal.note("\(name(target)) \(status) \(bytes) B played")
    }

    func simulated(_ target: RequestLine, status: Int, bytes: Int?) {
        Terminal.note("\(name(target)) \(status) \(bytes.map { "\($0) B " } ?? "")simulated")
    }

    func failed(_ target: RequestLine, reason: String) {
        Terminal.note("\(name(target)) failed: \(reason)")
    }

    func refused(_ requestLine: String, reason: String) {
        Terminal.note("\(requestLine) refused: \(reason)")
    }

    func missed(_ miss: Miss) {
        Terminal.note(text: "Miss: \(miss)")
    }

    private func name(_ target: RequestLine) -> String { "\(target.method.rawValue) \(target.path)" }

    private func milliseconds(_ duration: Duration) -> Int64 {
        duration.components.seconds * 1000 + duration.components.attoseconds / 1_000_000_000_000_000
    }
}

extension RunReport {
    /// The lines that close a run.
    var summary: [String] {
        var lines = [
            "\(counted(counts.requests, "request")): \(counts.recorded) new, \(counts.played) played"
                + (counts.repeated > 0 ? " (\(counts.repeated) repeated)" : "")
                + (counts.simulated > 0 ? ", \(counts.simulated) simulated" : "") + ", \(counts.missed) missed"
                + (counts.passed > 0 ? ", \(counts.passed) passed and not recorded" : "")
                + (counts.failed > 0 ? ", \(counts.failed) failed" : "")
                + (counts.brokenOff > 0 ? ", \(counts.brokenOff) broken off" : "")
                + (refusedCount > 0 ? ", \(refusedCount) refused" : "")
                + "; \(counted(counts.tokens, "token")); \(counts.savedTimeText) saved by replay"
        ]
        if counts.lost > 0 { lines.append("\(counted(counts.lost, "answer")) could NOT be recorded; see above.") }
        for miss in misses { lines.append("Missed: \(miss.requestLine)\(place(miss.session, miss.cassette))") }
        for refusal in refusals { lines.append("Refused: \(refusal.text)") }
        lines += problems
        if unusedCount > 0 {
            lines.append("\(counted(unusedCount, "recording")) \(unusedCount == 1 ? "was" : "were") not played:")
            lines += unused.prefix(10).map { "  #\($0.id) \($0.requestLine)\(place($0.session, $0.cassette))" }
            if unusedCount > 10 { lines.append("  and \(unusedCount - 10) more") }
        }
        return lines
    }

    /// Where something was recorded or looked for, as far as that is not clear.
    private func place(_ session: String, _ cassette: String) -> String {
        var names = session.isEmpty ? [] : ["session \(session)"]
        if cassettes.count > 1 { names.append(cassette) }
        return names.isEmpty ? "" : "  (\(names.joined(separator: ", ")))"
    }
}
