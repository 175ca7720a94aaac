// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import NIOCore
package import TapedeckCore

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The address of a server, and who may use it.
package struct ServerConfiguration: Sendable {
    /// The address to listen on.
    package var host: String
    /// The port to listen on; 0 takes a free one.
    package var port: Int
    /// Further names of the server, in addition to the loopback ones and ``host``.
    package var allowedHosts: [String]
    /// Further origins whose web pages may use the server, in addition to this machine's.
    package var allowedOrigins: [WebOrigin]
    /// Whether other machines may use the server, under any IP address.
    package var acceptsRemote: Bool
    /// The bearer token that the control API requires; `nil` for none.
    package var controlToken: String?
    /// How long responses and recordings in progress may take after the server is told to stop.
    package var stopLimit: Duration

    /// How long a connection may be silent between requests, or in the middle of one.
    let idleTimeout = TimeAmount.minutes(5)

    /// Creates a configuration; by default for this machine only, on a free port.
    package init(
        host: String = "127.0.0.1",
        port: Int = 0,
        allowedHosts: [String] = [],
        allowedOrigins: [WebOrigin] = [],
        acceptsRemote: Bool = false,
        controlToken: String? = nil,
        stopLimit: Duration = .seconds(10)
    ) {
        self.host = host
        self.port = port
        self.allowedHosts = allowedHosts
        self.allowedOrigins = allowedOrigins
        self.acceptsRemote = acceptsRemote
        self.controlToken = controlToken
        self.stopLimit = stopLimit
    }
}

/// An error of a server that cannot run.
package struct ServerError: RemediableError, CustomStringConvertible {
    /// The problem, in one line that names the address.
    package let message: String
    /// The next step, where its wording depends on the interface.
    package let remedy: Remedy?

    /// The problem and the next step, in one line.
    package var description: String { text(for: .library) }

    /// The address is unavailable; the remedy depends on the system's error.
    static func cannotListen(_ configuration: ServerConfiguration, reason: String, code: CInt) -> ServerError {
        let host = configuration.host.contains(":") ? "[\(configuration.host)]" : configuration.host
        let remedy: Remedy =
            switch code {
            case EADDRNOTAVAIL: .chooseHost
            case EACCES: .choosePort(isReserved: true)
            default: .choosePort(isReserved: false)
            }
        return ServerError(message: "Cannot listen on \(host):\(configuration.port): \(reason)", remedy: remedy)
    }

    static func noAddress(_ host: String, reason: String) -> ServerError {
        ServerError(
            message:
                "Cannot listen on '\(host)': \(reason.prefix(1).lowercased() + reason.dropFirst())",
            remedy: .chooseHost
        )
    }
}

extension IOError {
    /// The system's text for the error, without the name of the failed call.
    var reason: String {
        let text = String(cString: strerror(errnoCode))
        return text.prefix(1).lowercased() + text.dropFirst()
    }
}
