// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import TapedeckServer

/// The address of a server, and who may use it.
struct ListenOptions: ParsableArguments {
    @Option(Settings.Server.host) var host: String
    @Option(Settings.Server.port) var port: Int
    @Flag(Settings.Server.allowRemote) var allowRemote: Bool
    @Option(Settings.Server.allowHosts) var allowHost: [String]
    @Option(Settings.Server.allowOrigins) var allowOrigin: [WebOrigin]

    @Option(
        help: "The token that the control API requires as 'Authorization: Bearer TOKEN' (or TAPEDECK_CONTROL_TOKEN)."
    )
    var controlToken: String?

    @Flag(help: "Stop when standard input ends, so that the server does not outlive the program that started it.")
    var stopWithStdin = false

    func validate() throws {
        try Settings.Server.port.validate(port)
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
