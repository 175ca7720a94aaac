// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TapedeckCore
import TapedeckServer
import TapedeckUpstream
import TapedeckWorkflow

/// What ends a command early, as one line on stderr and an exit code.
enum Failure {
    /// A check failed: a miss, an unused recording, a damaged cassette, an answer that could not be put on tape.
    static let checkFailed = ExitCode(1)
    /// An input file is missing, is of another kind, or is damaged.
    static let badInput = ExitCode(65)
    /// The upstream, the port or the cassette is unavailable.
    static let unavailable = ExitCode(69)
    /// An internal error.
    static let bug = ExitCode(70)

    /// The error that ends the process with the right code, after its line has been printed.
    static func translate(_ error: any Error) -> any Error {
        switch error {
        case let error as CassetteError:
            Terminal.printError(error.text(for: .commandLine))
            switch error.code {
            case .inUse, .readOnly: return unavailable
            case .invalidArgument: return ExitCode.validationFailure
            case .writeFailed, .displaced: return checkFailed
            default: return badInput
            }
        case let error as OutputError:
            Terminal.printError(error.message)
            return badInput
        case let error as ServerError:
            Terminal.printError(error.text(for: .commandLine))
            return unavailable
        case let error as UpstreamError:
            Terminal.printError(error.text(for: .commandLine))
            return unavailable
        case let error as ChildError:
            Terminal.printError("\(error)")
            return ExitCode(error.exitCode)
        case let error as MatchingRuleError:
            return ValidationError(VisibleText.line(error.message))
        case let error as WorkflowError:
            Terminal.printError(error.described(by: error.remedy?.option))
            switch error.code {
            case .badInput: return badInput
            case .unavailable: return unavailable
            default: return checkFailed
            }
        case is ExitCode:
            return error
        default:
            // The parser knows its own errors by a code of their own, and help by success.
            guard TapedeckCommand.exitCode(for: error) == .failure else { return error }
            Terminal.printError("\(error). This is a fault of tapedeck itself: please report it.")
            return bug
        }
    }
}

/// The error of a file that a command cannot write its result to.
struct OutputError: Error {
    /// One line that names the file and the remedy.
    let message: String
}
