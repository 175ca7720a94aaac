// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import NIOCore

/// Where a server listens and who may ask it.
public struct ServerConfiguration: Sendable {
    /// The address to listen on.
    public var host: String
    /// The port to listen on; 0 takes a free one.
    public var port: Int
    /// Names of the server beside the loopback ones and ``host``.
    public var allowedHosts: [String]
    /// Whether other machines may ask, and any IP address may stand for the server.
    public var acceptsRemote: Bool
    /// What the control API asks for; `nil` asks for nothing.
    public var controlToken: String?
    /// How long answers and recordings under way may take once the server is asked to stop.
    public var stopLimit: Duration

    /// How long a connection may be silent between requests, or in the middle of one.
    let idleTimeout = TimeAmount.minutes(5)

    /// Creates a configuration; by default for this machine only, on a free port.
    public init(
        host: String = "127.0.0.1",
        port: Int = 0,
        allowedHosts: [String] = [],
        acceptsRemote: Bool = false,
        controlToken: String? = nil,
        stopLimit: Duration = .seconds(10)
    ) {
        self.host = host
        self.port = port
        self.allowedHosts = allowedHosts
        self.acceptsRemote = acceptsRemote
        self.controlToken = controlToken
        self.stopLimit = stopLimit
    }
}

/// Why a server cannot run.
public struct ServerError: Error, Sendable, CustomStringConvertible {
    /// One line that names the address and the remedy.
    public let message: String

    /// One line for people.
    public var description: String { message }

    static func cannotListen(_ configuration: ServerConfiguration, _ error: IOError) -> ServerError {
        ServerError(
            message: "Cannot listen on \(configuration.host):\(configuration.port) "
                + "(\(error)); choose another port, or --port 0 for a free one."
        )
    }
}
