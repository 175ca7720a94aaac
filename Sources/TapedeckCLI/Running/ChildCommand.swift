// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import Subprocess
import TapedeckCore
import UnixSignals

#if canImport(System)
import System
#else
import SystemPackage
#endif

/// A command that runs in the terminal of this one: same input, output and error, same signals.
struct ChildCommand {
    private static let trapped: [UnixSignal] = [.sigint, .sigquit, .sigterm, .sighup, .sigusr1, .sigusr2]

    let arguments: [String]
    /// The variables added to this process's environment.
    let environment: [String: String]

    /// Runs the command to its end.
    /// - Returns: Its exit code; 128 and the number of the signal that ended it, as shells say it.
    func run() async throws -> Int32 {
        let added = environment.map { (Environment.Key(stringLiteral: $0.key), Optional($0.value)) }
        let signals = await UnixSignalsSequence(trapping: Self.trapped)
        do {
            let result = try await Subprocess.run(
                arguments[0].contains("/") ? .path(.init(arguments[0])) : .name(arguments[0]),
                arguments: Arguments(Array(arguments.dropFirst())),
                environment: .inherit.updating(Dictionary(uniqueKeysWithValues: added)),
                input: .currentStandardInput,
                output: .currentStandardOutput,
                error: .currentStandardError
            ) { execution in
                let process = execution.processIdentifier.value
                // Belongs to the command and ends with it; the closure itself must return for the wait to begin.
                return Task {
                    for await signal in signals where !Self.reachesChild(signal) { kill(process, signal.rawValue) }
                }
            }
            result.closureResult.cancel()
            switch result.terminationStatus {
            case .exited(let code): return code
            case .signaled(let signal): return 128 + signal
            }
        } catch let error as SubprocessError {
            let isMissing = error.code == .executableNotFound && !FileManager.default.fileExists(atPath: arguments[0])
            throw ChildError(command: arguments[0], isMissing: isMissing, cause: error)
        }
    }

    /// Whether the terminal has given a signal to the command already, as it does to all in its foreground group.
    private static func reachesChild(_ signal: UnixSignal) -> Bool {
        (signal == .sigint || signal == .sigquit) && tcgetpgrp(STDIN_FILENO) == getpgrp()
    }
}

/// The error of a command that cannot be started.
struct ChildError: Error, CustomStringConvertible {
    let command: String
    let isMissing: Bool
    let cause: any Error

    var description: String {
        isMissing
            ? "There is no command '\(command)'; check the spelling and PATH."
            : "The command '\(command)' cannot be started: \(cause)"
    }

    /// As shells have it: 127 for a command that is not there, 126 for one that cannot be run.
    var exitCode: ExitCode { isMissing ? .commandNotFound : .notExecutable }
}
