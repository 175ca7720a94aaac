// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckServer
import TapedeckCore
package import TapedeckUpstream

/// Where the spans of requests go: a file, or a collector of OpenTelemetry.
package enum SpanDestination: Sendable, Hashable {
    /// A file with a request to export spans on each line, as the file exporter of OpenTelemetry writes it.
    case file(String)
    /// A collector that takes OTLP over HTTP; the URL without `/v1/traces`.
    case collector(BaseURL)

    private static let tracesPath = "/v1/traces"

    /// Reads the path of a file, or the URL of a collector.
    /// - Throws: ``InvalidSpanDestination`` for a URL that cannot be one.
    package init(_ text: String) throws(InvalidSpanDestination) {
        guard text.contains("://") else {
            // A forgotten scheme would make a file of this name.
            guard text.wholeMatch(of: /[A-Za-z0-9.\-]+:[0-9]+(\/.*)?/) == nil else {
                throw InvalidSpanDestination(
                    description: "\"\(text)\" lacks its scheme: the collector is http://\(text), and a file ./\(text)"
                )
            }
            self = .file(text)
            return
        }
        do {
            let url = try BaseURL(text)
            guard url.path.hasSuffix(Self.tracesPath) else {
                self = .collector(url)
                return
            }
            self = .collector(
                try BaseURL("\(url.scheme)://\(url.authority)\(url.path.dropLast(Self.tracesPath.count))")
            )
        } catch {
            throw InvalidSpanDestination(description: "cannot use \"\(error.url)\" as the collector: \(error.reason)")
        }
    }

    /// Opens the file, or makes the client of the collector, which is not asked yet.
    /// - Throws: `CassetteError` when the file cannot be written.
    func sink() throws(CassetteError) -> any SpanSink {
        switch self {
        case .file(let path): try SpanFile(path)
        case .collector(let url): SpanCollector(url, path: url.path + Self.tracesPath)
        }
    }
}

/// The error of a text that is neither a file nor the URL of a collector.
package struct InvalidSpanDestination: Error, CustomStringConvertible {
    /// What is wrong, without a full stop.
    package let description: String
}
