// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import TapedeckServer

/// The address of a server, and who may use it.
struct ListenOptions: ParsableArguments {
    @Option(help: "The address to listen on.")
    var host = "127.0.0.1"

    @Option(help: "The port to listen on; 0 picks a free one.")
    var port = 0

    @Flag(help: "Listen beyond this machine; needs --control-token.")
    var allowRemote = false

    @Option(help: "Another host name of this server that requests may use (repeatable).")
    var allowHost: [String] = []

    @Option(
        help: """
            An origin whose web pages may use the server beside those of this machine, such as https://app.example \
            (repeatable).
            """
    )
    var allowOrigin: [WebOrigin] = []

    @Option(
        help: "The token that the control API requires as 'Authorization: Bearer TOKEN' (or TAPEDECK_CONTROL_TOKEN)."
    )
    var controlToken: String?

    @Flag(help: "Stop when standard input ends, so that the server does not outlive the program that started it.")
    var stopWithStdin = false

    func validate() throws {
        guard (0...65535).contains(port) else { throw ValidationError("--port takes a number from 0 to 65535.") }
        let isLoopback = host == "localhost" || host == "::1" || host.hasPrefix("127.")
        if !isLoopback && !allowRemote {
            throw ValidationError("--host \(host) can be reached from other machines; add --allow-remote to confirm.")
        }
        if allowRemote && token == nil {
            throw ValidationError("--allow-remote needs --control-token TOKEN, which the control API then asks for.")
        }
    }

    private var token: String? {
        let token = controlToken ?? ProcessInfo.processInfo.environment["TAPEDECK_CONTROL_TOKEN"]
        return token.flatMap { $0.isEmpty ? nil : $0 }
    }

    var configuration: ServerConfiguration {
        ServerConfiguration(
            host: host,
            port: port,
            allowedHosts: allowHost,
            allowedOrigins: allowOrigin,
            acceptsRemote: allowRemote,
            controlToken: token
        )
    }
}
