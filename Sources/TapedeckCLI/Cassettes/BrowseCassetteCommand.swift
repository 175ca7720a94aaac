// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Dispatch
import Logging
import ServiceLifecycle
import Tapedeck
import TapedeckCassettes
import TapedeckCore
import TapedeckServer
import UnixSignals

struct BrowseCassetteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "browse",
        abstract: "Shows a cassette in the browser: conversations, streams, search.",
        discussion: """
            Prints the address of the page, and serves it to this machine until Ctrl-C. The cassette is only read.
              tapedeck cassette browse chat.sqlite
              tapedeck cassette browse chat.sqlite --port 8090
            """
    )

    @OptionGroup(title: "Configuration") var configuration: ConfigurationOptions

    @Argument(help: "The cassette.", transform: CassetteFolder.path)
    var file: String

    @Option(help: "The port of the page; 0 takes a free one.")
    var port = 0

    @Flag(help: "Stop when standard input ends, so that the server does not outlive the program that started it.")
    var stopWithStdin = false

    func validate() throws {
        try Settings.Server.port.validate(port)
    }

    func run() async throws {
        var settings = ServerSettings(
            cassettes: .file(file),
            consent: .playing,
            listen: ServerConfiguration(port: port)
        )
        settings.isForBrowsing = true
        let run = try ServerRun(settings) { baseURL in
            Terminal.print(baseURL.replacing("/v1", with: "/_tapedeck/"))
        }
        let deadline = ShutdownDeadline(of: run, limit: settings.listen.stopLimit)
        let sources = deadline.armed()
        if stopWithStdin { StandardInputWatch.start() }
        defer { for source in sources { source.cancel() } }
        let configuration = ServiceGroupConfiguration(
            services: [.init(service: run.server, successTerminationBehavior: .gracefullyShutdownGroup)],
            gracefulShutdownSignals: [.sigint, .sigterm],
            logger: Logger(label: "tapedeck") { _ in SwiftLogNoOpLogHandler() }
        )
        do {
            try await run.serve { try await ServiceGroup(configuration: configuration).run() }
        } catch let error where error is CancellationError || error is ServiceGroupError {
            // A signal ended the server.
        }
        try run.closeCassettes()
    }
}
