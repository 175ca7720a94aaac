// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The origin of a web page (RFC 6454), such as `https://app.example:8443`.
package struct WebOrigin: Sendable, Hashable, CustomStringConvertible {
    /// The scheme, in lower case.
    let scheme: String
    /// The host, in lower case; an IPv6 address stands in brackets.
    let host: String
    /// The port; `nil` where it is the scheme's own.
    let port: Int?

    /// Reads an origin.
    /// - Parameter text: Scheme, host and as wanted port, as browsers send it; `nil` comes back for anything else, `null`
    ///   among it, which stands for pages of unknown origin.
    package init?(_ text: String) {
        guard let colon = text.firstRange(of: "://") else { return nil }
        let authority = text[colon.upperBound...]
        let host = authority.hasPrefix("[") ? authority.prefix { $0 != "]" } + "]" : authority.prefix { $0 != ":" }
        guard authority.hasPrefix(host), host.count > (host.hasPrefix("[") ? 2 : 0),
            !authority.contains(where: { "/?#@*, ".contains($0) || $0.isWhitespace })
        else { return nil }
        scheme = text[..<colon.lowerBound].lowercased()
        self.host = host.lowercased()
        let rest = authority.dropFirst(host.count)
        guard !scheme.isEmpty, rest.isEmpty || rest.first == ":" else { return nil }
        guard let number = rest.isEmpty ? 0 : UInt16(rest.dropFirst()) else { return nil }
        port = number == 0 || Int(number) == Self.defaultPort(of: scheme) ? nil : Int(number)
    }

    /// The origin as browsers send it.
    package var description: String { "\(scheme)://\(host)" + (port.map { ":\($0)" } ?? "") }

    /// Whether the origin is a host and port, as requests name them.
    func isServed(at authority: String) -> Bool {
        isOfWeb && WebOrigin("\(scheme)://\(authority)") == self
    }

    /// Whether the page was served from this machine.
    var isLocal: Bool {
        isOfWeb && ["localhost", "127.0.0.1", "[::1]"].contains(host)
    }

    private var isOfWeb: Bool { scheme == "http" || scheme == "https" }

    static func defaultPort(of scheme: String) -> Int? {
        switch scheme {
        case "http": 80
        case "https": 443
        default: nil
        }
    }
}
