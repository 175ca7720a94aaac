// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

extension RunReport {
    /// The report as Markdown: a table of the numbers, then misses and unused recordings.
    package var markdown: String {
        var rows: [(String, String)] = [
            ("requests", "\(counts.requests)"), ("played", "\(counts.played)"), ("repeated", "\(counts.repeated)"),
            ("recorded", "\(counts.recorded)"), ("passed, not recorded", "\(counts.passed)"),
            ("simulated", "\(counts.simulated)"), ("missed", "\(counts.missed)"), ("failed", "\(counts.failed)"),
            ("refused", "\(refusedCount)"), ("broken off", "\(counts.brokenOff)"),
            ("lost", "\(counts.lost)"), ("unused recordings", "\(unusedCount)"), ("tokens", "\(counts.tokens)"),
            ("time saved", counts.savedTimeText),
        ]
        if let webhooks {
            rows += [
                ("webhook events delivered", "\(webhooks.deliveredCount)"),
                ("webhook events not delivered", "\(webhooks.failedCount)"),
            ]
        }
        var lines = ["# Tapedeck run", "", "| what | number |", "| --- | ---: |"]
        lines += rows.map { "| \($0.0) | \($0.1) |" }
        if !failures.isEmpty {
            lines += ["", "## Failures", ""] + failures.map { "* \($0.message)" }
        }
        if !misses.isEmpty {
            lines += ["", "## Misses"]
            for miss in misses { lines += ["", "```", miss.description, "```"] }
        }
        if !refusals.isEmpty {
            lines += ["", "## Refused requests", ""]
            lines += refusals.map { "* `\($0.requestLine)` (\($0.count)): \($0.reason)" }
        }
        if let failures = webhooks?.failures, !failures.isEmpty {
            lines += ["", "## Webhook events not delivered", ""] + failures.map { "* \($0)" }
        }
        if !unused.isEmpty {
            lines += ["", "## Unused recordings", ""]
            lines += unused.map {
                "* #\($0.id) `\($0.requestLine)` of the session `\(SessionName.shown($0.session))` in `\($0.cassette)`"
            }
            if unusedCount > unused.count { lines.append("* and \(unusedCount - unused.count) more") }
        }
        return lines.joined(separator: "\n") + "\n"
    }
}

extension RequestCounts {
    /// The time that playback saved, such as `12.4 s`.
    package var savedTimeText: String {
        let tenths = (savedTime + 50_000) / 100_000
        return "\(tenths / 10).\(tenths % 10) s"
    }
}
