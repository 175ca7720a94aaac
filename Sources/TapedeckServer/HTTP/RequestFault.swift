// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import NIOHTTP1
import TapedeckCore

/// A request that ends its connection: bytes that are no HTTP/1.1 request, or an ambiguous request.
enum RequestFault: Error, Equatable {
    /// HTTP/1.1 wants one `host` (RFC 9112, section 3.2).
    case noHost
    /// The request names several hosts.
    case severalHosts
    /// The client takes this server for a forward proxy.
    case connect(String)
    /// An error of the parser.
    case unreadable(HTTPParserError)

    init?(_ error: any Error) {
        switch error {
        case let fault as RequestFault: self = fault
        case let error as HTTPParserError: self = .unreadable(error)
        default: return nil
        }
    }

    /// The request as logs and reports show it.
    var requestLine: String {
        if case .connect(let target) = self { "CONNECT \(target)" } else { "(no valid request)" }
    }

    var envelope: ErrorEnvelope {
        switch self {
        case .noHost:
            .invalidRequest(
                .badRequest,
                code: "invalid_http",
                "An HTTP/1.1 request must name its host once; none is named."
            )
        case .severalHosts:
            .invalidRequest(
                .badRequest,
                code: "invalid_http",
                "A request must name its host once; this one has several 'host' fields."
            )
        case .connect(let target):
            .invalidRequest(
                .methodNotAllowed,
                code: "not_a_proxy",
                "This server is not a forward proxy and opens no tunnel to \(target); "
                    + ErrorEnvelope.insteadOfProxy
            )
        case .unreadable(.headerOverflow):
            .invalidRequest(
                .requestHeaderFieldsTooLarge,
                code: "headers_too_large",
                "The header fields of the request are larger than this server accepts: \(HTTPFieldLimits.description)."
            )
        case .unreadable(.paused):
            .invalidRequest(
                .badRequest,
                code: "http2_not_supported",
                "This server speaks HTTP/1.1 and no HTTP/2 (Tapedeck uses it upstream only); let the client use HTTP/1.1."
            )
        case .unreadable(let error):
            .invalidRequest(
                .badRequest,
                code: "invalid_http",
                "This is not an HTTP/1.1 request (\(Self.reason(error))); send plain HTTP to this port, not HTTPS."
            )
        }
    }

    /// The parser's message, without its name.
    private static func reason(_ error: HTTPParserError) -> String {
        "\(error)".replacing(" (swift-http-parser error)", with: "")
    }
}

extension ErrorEnvelope {
    /// The remedy for a client that uses this server as a proxy.
    static let insteadOfProxy =
        "unset HTTP_PROXY and HTTPS_PROXY, and set the client's base URL to this server instead "
        + "(OPENAI_BASE_URL=http://127.0.0.1:PORT/v1)."
}
