// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Dispatch
import Logging
import ServiceLifecycle
import Tapedeck
import TapedeckCore
import TapedeckServer
import UnixSignals

/// Runs the server of `record`, `replay` and `simulate` until SIGINT or SIGTERM.
struct ServingCommand {
    let run: ServerRun
    private let deadline: ShutdownDeadline

    /// Opens the cassette and prepares the server, which prints its base URL once it accepts connections.
    init(_ settings: ServerSettings) throws {
        run = try ServerRun(settings) { Terminal.print($0) }
        deadline = ShutdownDeadline(of: run, limit: settings.listen.stopLimit)
    }

    /// Serves until a signal, then prints the summary and writes the reports.
    /// - Parameters:
    ///   - reports: Where the reports go.
    ///   - stopsWithInput: Whether the end of standard input stops the server too.
    /// - Throws: What ended the server, and an exit code when the report has failures.
    func serve(_ reports: ReportOptions, stopsWithInput: Bool) async throws {
        let configuration = ServiceGroupConfiguration(
            services: [.init(service: run.server, successTerminationBehavior: .gracefullyShutdownGroup)],
            gracefulShutdownSignals: [.sigint, .sigterm],
            logger: Logger(label: "tapedeck") { _ in SwiftLogNoOpLogHandler() }
        )
        var failure: (any Error)?
        let sources = deadline.armed()
        if stopsWithInput { StandardInputWatch.start() }
        defer { for source in sources { source.cancel() } }
        do {
            try await run.serve { try await ServiceGroup(configuration: configuration).run() }
        } catch {
            failure = error
        }
        deadline.allow(.seconds(60))
        if failure is CancellationError || failure is ServiceGroupError { failure = nil }
        let report = try await run.finish().publish(reports) { report in
            // A client that gets a miss knows about it, so the server itself has not failed.
            report.failures(missesFail: false, unusedFails: false)
                + (failure.map { [RunFailure(.error, "\($0)")] } ?? [])
        }
        if let failure { throw failure }
        if !report.failures.isEmpty { throw ExitCode.checkFailed }
    }
}

extension ServerSettings {
    /// Settings that log to the terminal and take credentials from the process's environment.
    init(
        cassettes: CassetteSource,
        consent: RecordingConsent,
        listen: ServerConfiguration,
        matchingRules: MatchingRules? = nil,
        recording: RecordingSettings? = nil
    ) {
        var logger = Logger(label: "tapedeck") { TerminalLogHandler(label: $0) }
        logger.logLevel = .error
        self.init(
            cassettes: cassettes,
            consent: consent,
            matchingRules: matchingRules,
            listen: listen,
            recording: recording,
            secrets: .ofProcess,
            log: TerminalLog(),
            logger: logger
        ) { Terminal.printError($0) }
    }
}

extension FinishedRun {
    /// Prints the summary and writes the reports.
    /// - Parameters:
    ///   - reports: Where the reports go.
    ///   - judge: The failures of the run, by its report.
    /// - Returns: The report with all failures.
    /// - Throws: What prevented a cassette from being closed or a report from being written.
    func publish(_ reports: ReportOptions, judge: (RunReport) -> [RunFailure]) throws -> RunReport {
        let judged = report.map { report in
            var report = report
            report.failures = judge(report)
            if case .failure(let error) = closing {
                report.failures.append(RunFailure(.error, error.text(for: .commandLine)))
            }
            return report
        }
        // A quiet run tells only why it failed.
        if case .success(let report) = judged, !Terminal.isQuiet || !report.failures.isEmpty {
            for line in report.summary { Terminal.warn(line) }
        }
        let written = judged.flatMap { report in Result { try reports.write(report) } }
        try closing.get()
        try written.get()
        return try judged.get()
    }
}
