// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Benchmark
import Foundation
import HTTPTypes
import TapedeckCassettes
import TapedeckCore

/// A chat request of about a number of KiB.
private func chatRequest(kibibytes: Int) -> [UInt8] {
    let sentence = "Summarize the following conversation, please. "
    let text = String(repeating: sentence, count: max(1, (kibibytes * 1024 - 120) / sentence.utf8.count))
    return Array(
        (#"{"model":"gpt-4o-mini","temperature":0.2,"max_tokens":128,"#
            + #""messages":[{"role":"user","content":"\#(text)"}]}"#).utf8
    )
}

private func fingerprint(_ body: [UInt8]) -> Fingerprint {
    let redactor = Redactor()
    var builder = CanonicalBodyBuilder(contentType: "application/json", rules: .strict, redactor: redactor)
    builder.push(body[...])
    return RequestKey(
        RequestLine(method: .post, path: "/v1/chat/completions", query: nil),
        fields: [:],
        body: builder.finish(),
        rules: .strict,
        redactor: redactor
    ).fingerprint
}

/// The cassettes that `Scripts/bench` made, by size.
private let cassettes = ProcessInfo.processInfo.environment["BENCHMARK_CASSETTES"] ?? ""
private let sizes = [1_000, 10_000, 100_000, 1_000_000].filter {
    FileManager.default.fileExists(atPath: "\(cassettes)/\($0).sqlite")
}

let benchmarks: @Sendable () -> Void = {
    Benchmark.defaultConfiguration = .init(
        metrics: [.wallClock, .throughput],
        warmupIterations: 10,
        scalingFactor: .one,
        maxDuration: .seconds(2)
    )

    for kibibytes in [1, 16, 256] {
        let body = chatRequest(kibibytes: kibibytes)
        Benchmark("fingerprint of a chat request of \(kibibytes) KiB") { benchmark in
            for _ in benchmark.scaledIterations { blackHole(fingerprint(body)) }
        }
    }

    for size in sizes {
        let path = "\(cassettes)/\(size).sqlite"
        Benchmark("open a cassette of \(size)") { benchmark in
            for _ in benchmark.scaledIterations {
                let cassette = try Cassette.open(path)
                blackHole(cassette)
                try cassette.close()
            }
        }
        // A thousand a sample, so that preparing the statement does not count.
        Benchmark("look up one of \(size)", configuration: .init(scalingFactor: .kilo)) { benchmark in
            let cassette = try Cassette.open(path)
            var generator = SystemRandomNumberGenerator()
            let fingerprints = try (0..<200).map { _ in
                let id = InteractionID.random(in: 1...InteractionID(size), using: &generator)
                return try cassette.request(of: id).key(rules: .strict, redactor: Redactor(), read: cassette.read)
                    .fingerprint
            }
            benchmark.startMeasurement()
            for index in benchmark.scaledIterations {
                guard let found = try cassette.first(fingerprints[index % 200], in: RecordingScope(), after: 0) else {
                    return benchmark.error("a recording was not found")
                }
                blackHole(found)
            }
            benchmark.stopMeasurement()
            try cassette.close()
        }
    }
}
