// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore
import TapedeckServer
import TapedeckUpstream

/// A collector that takes spans as OTLP over HTTP, in JSON.
///
/// A request that it does not take is not sent again: the spans of a test run are worth less than its end is late.
/// Source: OpenTelemetry Protocol 1.7, "OTLP/HTTP".
final class SpanCollector: SpanSink {
    /// How long the collector may take for each step.
    private static let timeout = Duration.seconds(3)
    /// Maximum length of a response that is read, in bytes.
    private static let responseLimit = 64 << 10

    let name: String
    private let path: String
    private let client: CurlUpstream

    /// Makes the client.
    /// - Parameters:
    ///   - url: The collector; of its path only `path` counts.
    ///   - path: The path for spans.
    init(_ url: BaseURL, path: String) {
        name = "\(url.scheme)://\(url.authority)\(path)"
        self.path = path
        client = CurlUpstream(
            configuration: UpstreamConfiguration(
                baseURL: url,
                timeouts: UpstreamTimeouts(connecting: Self.timeout, firstByte: Self.timeout, idle: Self.timeout)
            )
        )
    }

    func write(_ request: [UInt8]) async throws -> (refused: Int, reason: String?) {
        let head = HTTPRequest(
            method: .post,
            scheme: nil,
            authority: nil,
            path: path,
            headerFields: [.contentType: "application/json", .userAgent: "tapedeck/\(ToolVersion.current)"]
        )
        let status: Int
        var body: [UInt8] = []
        do {
            let response = try await client.send(head, body: Body(request))
            status = response.head.status.code
            for try await chunk in response.chunks where body.count + chunk.bytes.count <= Self.responseLimit {
                body += chunk.bytes
            }
        } catch let error as UpstreamError {
            throw SpansRefused(error)
        }
        guard (200..<300).contains(status) else {
            throw SpansRefused(description: "the collector answered with \(status)")
        }
        let partial = (try? JSONValue(parsing: body))?["partialSuccess"]
        // A 64-bit number is a string in the JSON of protobuf.
        let refused = partial?["rejectedSpans"]
        let reason = partial?["errorMessage"]?.string
        return (refused?.integer ?? refused?.string.flatMap { Int($0) } ?? 0, reason.map { String($0.prefix(300)) })
    }

    func close() async { await client.shutdown() }
}

/// The error of a collector that takes no spans.
private struct SpansRefused: Error, CustomStringConvertible {
    let description: String
}

extension SpansRefused {
    /// The client's error, whose own words are about recording.
    init(_ error: UpstreamError) {
        description =
            switch error.code {
            case .unresolvedHost: "its host cannot be resolved"
            case .connectionFailed: "it cannot be reached; check that a collector listens there"
            case .timedOut: "it did not answer in time"
            case .tlsFailed: "the TLS connection failed; check the certificate of the collector"
            default: "the connection ended early"
            }
    }
}
