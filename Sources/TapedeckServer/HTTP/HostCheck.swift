// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import NIOCore

/// Refuses requests to another host.
///
/// A web page can reach a loopback server by its own host name that resolves to this machine (DNS rebinding);
/// its requests name that host. Addresses cannot be rebound, names can.
struct HostCheck: Sendable {
    private let names: Set<String>
    private let acceptsAnyAddress: Bool

    /// - Parameters:
    ///   - names: The names of this server beside `localhost` and the loopback addresses, in any case.
    ///   - acceptsAnyAddress: Whether any IP address is accepted, when the server listens beyond loopback.
    init(names: [String], acceptsAnyAddress: Bool) {
        self.names = Set(names.map { $0.lowercased() } + ["localhost", "127.0.0.1", "::1"])
        self.acceptsAnyAddress = acceptsAnyAddress
    }

    func accepts(_ request: HTTPRequest) -> Bool {
        // HTTP/1.0 clients name no host; browsers do not use HTTP/1.0.
        guard let authority = request.authority else { return true }
        let host = Self.host(of: authority)
        if names.contains(host) { return true }
        guard let address = try? SocketAddress(ipAddress: host, port: 0) else {
            return names.contains(host.lowercased())
        }
        return acceptsAnyAddress || address.isLoopback
    }

    /// The host of an authority without its port and brackets.
    ///
    /// Called for every request, so by bytes.
    private static func host(of authority: String) -> String {
        let bytes = authority.utf8
        guard bytes.first == UInt8(ascii: "[") else {
            return String(authority[..<(bytes.firstIndex(of: UInt8(ascii: ":")) ?? bytes.endIndex)])
        }
        let start = bytes.index(after: bytes.startIndex)
        return String(authority[start..<(bytes[start...].firstIndex(of: UInt8(ascii: "]")) ?? bytes.endIndex)])
    }
}

extension SocketAddress {
    /// Whether the address is of the loopback interface.
    var isLoopback: Bool {
        switch self {
        case .v4: ipAddress?.hasPrefix("127.") ?? false
        case .v6: ipAddress == "::1"
        case .unixDomainSocket: true
        }
    }
}
