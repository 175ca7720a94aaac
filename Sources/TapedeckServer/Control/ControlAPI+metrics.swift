// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore

/// What the server counts, in the text format of Prometheus (version 0.0.4).
extension ControlAPI {
    /// The counts of all sessions, ended ones too.
    var metrics: ServedResponse {
        let counts = sessions.counts
        var text = MetricsText()
        text.add(
            "tapedeck_requests_total",
            .counter,
            "Requests to sessions, by how they were answered.",
            [
                ("outcome=\"played\"", counts.played), ("outcome=\"recorded\"", counts.recorded),
                ("outcome=\"passed\"", counts.passed), ("outcome=\"simulated\"", counts.simulated),
                ("outcome=\"missed\"", counts.missed), ("outcome=\"failed\"", counts.failed),
            ]
        )
        text.add(
            "tapedeck_repeated_requests_total",
            .counter,
            "Played requests that got a recording which had been played before.",
            counts.repeated
        )
        text.add(
            "tapedeck_broken_off_responses_total",
            .counter,
            "Responses that the upstream did not complete.",
            counts.brokenOff
        )
        text.add(
            "tapedeck_lost_recordings_total",
            .counter,
            "Responses that could not be recorded.",
            counts.lost
        )
        text.add(
            "tapedeck_upstream_tokens_total",
            .counter,
            "Tokens in the usage of the upstream's responses.",
            counts.tokens
        )
        text.add(
            "tapedeck_upstream_response_bytes_total",
            .counter,
            "Bytes of the bodies of the upstream's responses.",
            counts.bytes
        )
        text.add(
            "tapedeck_saved_seconds_total",
            .counter,
            "Seconds that the played responses took when they were recorded.",
            Double(counts.savedTime) / 1_000_000
        )
        if let spans = feed.spans?.counts {
            text.add(
                "tapedeck_spans_total",
                .counter,
                "Spans of OpenTelemetry, by whether they were exported.",
                [("outcome=\"exported\"", spans.exported), ("outcome=\"dropped\"", spans.dropped)]
            )
        }
        text.add("tapedeck_sessions", .gauge, "Sessions that have not ended.", sessions.all.count)
        text.add(
            "tapedeck_build_info",
            .gauge,
            "The version of the server.",
            [("version=\"\(ToolVersion.current)\"", 1)]
        )
        return ServedResponse(
            fields: [.contentType: "text/plain; version=0.0.4; charset=utf-8", .cacheControl: "no-store"],
            body: Body(Array(text.text.utf8))
        )
    }
}

/// Metrics in the text format of Prometheus.
private struct MetricsText {
    enum Kind: String {
        case counter, gauge
    }

    private(set) var text = ""

    mutating func add(_ name: String, _ kind: Kind, _ help: String, _ value: some CustomStringConvertible) {
        begin(name, kind, help)
        text += "\(name) \(value)\n"
    }

    /// Adds the samples of a metric, each with its labels as they are written.
    mutating func add(_ name: String, _ kind: Kind, _ help: String, _ samples: [(labels: String, value: Int)]) {
        begin(name, kind, help)
        for sample in samples { text += "\(name){\(sample.labels)} \(sample.value)\n" }
    }

    private mutating func begin(_ name: String, _ kind: Kind, _ help: String) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n"
    }
}
