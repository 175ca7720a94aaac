// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Logging
import ServiceLifecycle
import TapedeckServer
import UnixSignals

/// Runs a server until SIGINT or SIGTERM.
enum ServingCommand {
    static func run(_ run: ServingRun, report: ReportOptions) async throws {
        let configuration = ServiceGroupConfiguration(
            services: [.init(service: run.server, successTerminationBehavior: .gracefullyShutdownGroup)],
            gracefulShutdownSignals: [.sigint, .sigterm],
            logger: Logger(label: "tapedeck") { _ in SwiftLogNoOpLogHandler() }
        )
        var failure: (any Error)?
        let sources = run.hardStop.armed()
        defer { for source in sources { source.cancel() } }
        do {
            try await run.serve { try await ServiceGroup(configuration: configuration).run() }
        } catch {
            failure = error
        }
        if failure is CancellationError || failure is ServiceGroupError { failure = nil }
        let result = try await run.finish(report) { report in
            // A client that gets a miss knows it; the server has done what it is for.
            report.failures(missesFail: false, unusedFails: false)
                + (failure.map { [RunFailure(.error, "\($0)")] } ?? [])
        }
        if let failure { throw failure }
        if !result.failures.isEmpty { throw Failure.checkFailed }
    }
}
