// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The base URL of an OpenAI-compatible service, such as `https://api.openai.com/v1`.
package struct BaseURL: Sendable, Hashable {
    /// OpenAI's own service.
    package static let openAI = BaseURL(
        scheme: "https",
        authority: "api.openai.com",
        host: "api.openai.com",
        path: "/v1"
    )

    /// The scheme, `http` or `https`.
    package let scheme: String
    /// The host with its port when one was given; an IPv6 address stands in brackets.
    package let authority: String
    /// The host without the port.
    package let host: String
    /// The path without a slash at its end; empty when there is none.
    package let path: String

    /// Whether the host is a resource of Azure OpenAI.
    package var isAzure: Bool {
        [".openai.azure.com", ".cognitiveservices.azure.com", ".services.ai.azure.com"].contains(where: host.hasSuffix)
    }

    private init(scheme: String, authority: String, host: String, path: String) {
        self.scheme = scheme
        self.authority = authority
        self.host = host
        self.path = path
    }

    /// Reads a base URL.
    /// - Parameter string: Scheme `http` or `https`, host, and as wanted port and path. A slash at the end does not count.
    /// - Throws: ``InvalidBaseURL`` when something else stands there, and for user information, a query or a fragment.
    package init(_ string: String) throws(InvalidBaseURL) {
        guard let colon = string.firstRange(of: "://") else {
            throw InvalidBaseURL(string, "it must begin with https:// or http://")
        }
        let scheme = string[..<colon.lowerBound].lowercased()
        guard scheme == "https" || scheme == "http" else {
            throw InvalidBaseURL(string, "its scheme must be https or http, not \(scheme)")
        }
        let rest = string[colon.upperBound...]
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        guard !authority.contains("@") else {
            // The URL is kept in the cassette and shown in logs, so it must not hold a secret; nor does this message.
            throw InvalidBaseURL(
                "\(scheme)://…",
                "it must not hold a user name or password, which would end up in cassettes and logs; "
                    + "send credentials in a header of the request"
            )
        }
        let path = rest[authority.endIndex...]
        guard !path.contains("?") else { throw InvalidBaseURL(string, "it must not have a query") }
        guard !path.contains("#") else { throw InvalidBaseURL(string, "it must not have a fragment") }
        guard UpstreamPath.isSendable(path) else {
            throw InvalidBaseURL(string, "its path must not hold spaces or control characters")
        }
        guard let host = Self.host(of: authority) else {
            throw InvalidBaseURL(string, "it needs a host name or address, and a port between 1 and 65535 if any")
        }
        self.init(
            scheme: scheme,
            authority: authority.lowercased(),
            host: host.lowercased(),
            path: String(path.trimmingSlashes())
        )
    }

    /// The host of an authority whose parts are sound.
    private static func host(of authority: Substring) -> Substring? {
        let host: Substring
        let port: Substring
        if authority.hasPrefix("[") {
            guard let end = authority.firstIndex(of: "]") else { return nil }
            host = authority[...end]
            port = authority[authority.index(after: end)...]
            let address = host.dropFirst().dropLast()
            guard !address.isEmpty, address.allSatisfy({ $0.isHexDigit || $0 == ":" || $0 == "." }) else { return nil }
        } else {
            host = authority.prefix { $0 != ":" }
            port = authority[host.endIndex...]
            let isSound = host.allSatisfy { !$0.isASCII || $0.isLetter || $0.isNumber || "-._".contains($0) }
            guard !host.isEmpty, isSound else { return nil }
        }
        if port.isEmpty { return host }
        guard port.first == ":", let number = UInt16(port.dropFirst()), number > 0 else { return nil }
        return host
    }
}

extension BaseURL: CustomStringConvertible {
    /// The URL as it stands in cassettes and messages.
    package var description: String { "\(scheme)://\(authority)\(path)" }
}

/// The error of a base URL that cannot be used.
package struct InvalidBaseURL: Error, Sendable, Hashable, CustomStringConvertible {
    /// One line that names the URL and what is wrong with it.
    package let description: String
    /// The URL as messages may show it.
    package let url: String
    /// What is wrong with it, as the rest of a sentence.
    package let reason: String

    init(_ url: String, _ reason: String) {
        self.url = url
        self.reason = reason
        self.description = "Cannot use \"\(url)\" as the upstream: \(reason)."
    }
}

extension Substring {
    /// The text without the slashes at its end.
    fileprivate func trimmingSlashes() -> Substring {
        var text = self
        while text.last == "/" { text.removeLast() }
        return text
    }
}
