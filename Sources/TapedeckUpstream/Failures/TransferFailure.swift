// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import CTapedeckCurl
import TapedeckCore

/// Makes the errors of one upstream: one line that names it, the cause, and the remedy where there is one.
struct TransferFailure {
    /// Where requests go, and how long to wait for what.
    let configuration: UpstreamConfiguration

    private var name: String { "the upstream \(configuration.baseURL)" }

    /// The error for what libcurl reports.
    /// - Parameters:
    ///   - result: How the transfer ended; not `OK`.
    ///   - detail: libcurl's own words.
    ///   - hasHead: Whether the response had begun.
    /// - Returns: The error.
    func error(_ result: tapedeck_result, detail: String, hasHead: Bool) -> UpstreamError {
        let cause = Self.oneLine(detail)
        switch result {
        case TAPEDECK_RESULT_UNRESOLVED_HOST:
            return UpstreamError(
                code: .unresolvedHost,
                message: "Cannot resolve the host \(configuration.baseURL.host) of \(name)",
                remedy: .checkUpstream(.network)
            )
        case TAPEDECK_RESULT_UNRESOLVED_PROXY:
            return UpstreamError(
                code: .unresolvedHost,
                message: "Cannot resolve the proxy on the way to \(name)\(cause); "
                    + "check the proxy variables of the environment."
            )
        case TAPEDECK_RESULT_CONNECT_FAILED:
            return UpstreamError(
                code: .connectionFailed,
                message: "Cannot connect to \(name)\(cause)",
                remedy: .checkUpstream(.service)
            )
        case TAPEDECK_RESULT_PROXY_FAILED:
            return UpstreamError(
                code: .connectionFailed,
                message: "The proxy does not lead to \(name)\(cause); check the proxy variables of the environment."
            )
        case TAPEDECK_RESULT_TLS_FAILED:
            return UpstreamError(
                code: .tlsFailed,
                message: "The TLS handshake with \(name) failed\(cause)",
                remedy: .checkUpstream(.tlsPort)
            )
        case TAPEDECK_RESULT_CERTIFICATE_REFUSED:
            return UpstreamError(
                code: .tlsFailed,
                message: "The TLS certificate of \(name) is not trusted\(cause)",
                remedy: .checkUpstream(.certificate)
            )
        case TAPEDECK_RESULT_CA_BUNDLE_UNUSABLE:
            return UpstreamError(
                code: .tlsFailed,
                message: "Cannot read the certificate authorities for \(name)\(cause); check that file."
            )
        case TAPEDECK_RESULT_TIMED_OUT:
            return timeout(.connecting)
        case TAPEDECK_RESULT_BROKEN_OFF, TAPEDECK_RESULT_SEND_FAILED:
            let moment = hasHead ? "before its response was whole" : "before it sent a response"
            return UpstreamError(code: .brokenOff, message: "The connection to \(name) ended \(moment)\(cause).")
        case TAPEDECK_RESULT_CANNOT_RESEND:
            return UpstreamError(
                code: .brokenOff,
                message: "The connection to \(name) ended while the request body was sent, "
                    + "and a streamed body cannot be sent twice; send the request again."
            )
        case TAPEDECK_RESULT_BAD_ENCODING:
            return UpstreamError(
                code: .invalidResponse,
                message: "The response of \(name) cannot be decoded from its content encoding\(cause)."
            )
        case TAPEDECK_RESULT_NOT_HTTP:
            return UpstreamError(
                code: .invalidResponse,
                message: "What \(name) sent is not HTTP\(cause)",
                remedy: .checkUpstream(.scheme)
            )
        case TAPEDECK_RESULT_BAD_REQUEST:
            return UpstreamError(code: .invalidRequest, message: "Cannot send the request to \(name)\(cause).")
        default:
            let code: UpstreamError.Code = hasHead ? .brokenOff : .connectionFailed
            return UpstreamError(code: code, message: "The request to \(name) failed\(cause).")
        }
    }

    /// The error for a time-out.
    func timeout(_ limit: TransferProgress.Limit) -> UpstreamError {
        let timeouts = configuration.timeouts
        let message =
            switch limit {
            case .connecting:
                "No connection to \(name) within \(timeouts.connecting.inSeconds)"
            case .firstByte:
                "No response from \(name) within \(timeouts.firstByte.inSeconds) after the request was sent."
            case .sending:
                "No byte of the request body was taken by \(name) for \(timeouts.idle.inSeconds)."
            case .receiving:
                "No byte came from \(name) for \(timeouts.idle.inSeconds) in the middle of its response."
            }
        return UpstreamError(
            code: .timedOut,
            message: message,
            remedy: limit == .connecting ? .checkUpstream(.network) : nil
        )
    }

    /// The error for a response head that cannot be taken.
    func invalidHead(tooLarge: Bool) -> UpstreamError {
        let reason = tooLarge ? "is too large; it may have \(HTTPFieldLimits.description)" : "is malformed"
        return UpstreamError(code: .invalidResponse, message: "The response head of \(name) \(reason).")
    }

    /// The error for a request that comes to an upstream client that has been shut down, or finds itself in one.
    func stopped(hasHead: Bool) -> UpstreamError {
        UpstreamError(
            code: hasHead ? .brokenOff : .connectionFailed,
            message: "The request to \(name) was ended because the recorder is stopping."
        )
    }

    /// The error for a client's body that is not as long as announced; other errors of the body stay as they are.
    func bodyFailure(_ error: any Error) -> any Error {
        guard let mismatch = error as? BodyLengthMismatch else { return error }
        let found = mismatch.isWhole ? "\(mismatch.found)" : "more than \(mismatch.declared)"
        return UpstreamError(
            code: .invalidRequest,
            message: "The request to \(name) was ended: its body has \(found) bytes, "
                + "not \(mismatch.declared) as announced."
        )
    }

    /// A cause in parentheses, without line breaks and without a full stop; empty when there is none.
    private static func oneLine(_ detail: String) -> String {
        var words = detail.split { $0.isWhitespace || $0.isNewline }.joined(separator: " ")
        while words.hasSuffix(".") { words.removeLast() }
        return words.isEmpty ? "" : " (\(words))"
    }
}

extension Duration {
    /// Seconds, with as many of three decimals as count.
    fileprivate var inSeconds: String {
        let milliseconds = components.attoseconds / 1_000_000_000_000_000
        guard milliseconds > 0 else { return "\(components.seconds) s" }
        var decimals = "\(1000 + milliseconds)".dropFirst()
        while decimals.last == "0" { decimals.removeLast() }
        return "\(components.seconds).\(decimals) s"
    }
}
