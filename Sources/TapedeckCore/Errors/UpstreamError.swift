// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// An error on the way to the upstream or back.
public struct UpstreamError: RemediableError, Hashable {
    /// The kind of failure; more may be added.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        /// The code as it stands in error envelopes, such as `upstream_timeout`.
        public let description: String

        private init(_ description: String) { self.description = description }

        /// The name of the host could not be resolved.
        public static let unresolvedHost = Code("upstream_unresolved_host")
        /// No connection could be made.
        public static let connectionFailed = Code("upstream_connection_failed")
        /// The TLS handshake failed or the certificate is not trusted.
        public static let tlsFailed = Code("upstream_tls_failed")
        /// Connecting, the first byte, or the next byte took too long.
        public static let timedOut = Code("upstream_timeout")
        /// The connection ended before the response was whole.
        public static let brokenOff = Code("upstream_broken_off")
        /// The response is not HTTP, or cannot be decoded.
        public static let invalidResponse = Code("upstream_invalid_response")
        /// The request could not be sent as given.
        public static let invalidRequest = Code("upstream_invalid_request")
    }

    /// The kind of failure.
    public let code: Code
    /// The problem, in one line that names the upstream and the cause; ``description`` adds the next step.
    public let message: String
    /// The next step, where its wording depends on the interface.
    package let remedy: Remedy?

    /// Creates an error.
    package init(code: Code, message: String, remedy: Remedy? = nil) {
        self.code = code
        self.message = message
        self.remedy = remedy
    }

    /// The HTTP status a gateway answers with: 504 for time-outs, else 502.
    package var status: Int { code == .timedOut ? 504 : 502 }
}

extension UpstreamError: CustomStringConvertible {
    /// The problem and the next step, in one line.
    public var description: String { text(for: .library) }
}
