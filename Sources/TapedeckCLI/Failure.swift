// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TapedeckCore
import TapedeckServer
import TapedeckUpstream
import TapedeckWorkflow

/// Turns errors into one line on stderr and an exit code.
enum Failure {
    /// The error that ends the process with the right code, after its line has been printed.
    static func translate(_ error: any Error) -> any Error {
        switch error {
        case let error as CassetteError:
            Terminal.printError(error.text(for: .commandLine))
            switch error.code {
            case .inUse, .readOnly: return ExitCode.unavailable
            case .invalidArgument: return ExitCode.validationFailure
            case .writeFailed, .displaced: return ExitCode.checkFailed
            default: return ExitCode.badInput
            }
        case let error as OutputError:
            Terminal.printError(error.message)
            return ExitCode.badInput
        case let error as Git.Failure:
            Terminal.printError(error.message)
            return error.exitCode
        case let error as ServerError:
            Terminal.printError(error.text(for: .commandLine))
            return ExitCode.unavailable
        case let error as UpstreamError:
            Terminal.printError(error.text(for: .commandLine))
            return ExitCode.unavailable
        case let error as ChildError:
            Terminal.printError("\(error)")
            return error.exitCode
        case let error as MatchingRuleError:
            return ValidationError(VisibleText.line(error.message))
        case let error as WorkflowError:
            Terminal.printError(error.described(by: error.remedy?.option))
            switch error.code {
            case .badInput: return ExitCode.badInput
            case .unavailable: return ExitCode.unavailable
            default: return ExitCode.checkFailed
            }
        case is ExitCode:
            return error
        default:
            // The parser knows its own errors by a code of their own, and help by success.
            guard TapedeckCommand.exitCode(for: error) == .failure else { return error }
            Terminal.printError("\(error). This is a fault of tapedeck itself: please report it.")
            return ExitCode.internalError
        }
    }
}

/// The error of a file that a command cannot write its result to.
struct OutputError: Error {
    /// One line that names the file and the remedy.
    let message: String
}
