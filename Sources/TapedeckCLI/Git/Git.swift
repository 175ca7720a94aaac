// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import Subprocess
import TapedeckCore

#if canImport(System)
import System
#else
import SystemPackage
#endif

/// The `git` of this machine, run in the working directory.
enum Git {
    /// The most text that is read from git, in bytes.
    private static let limit = 16 << 20

    /// The outcome of a git command.
    struct Outcome {
        /// The exit code; 128 and the number of a signal.
        let status: Int32
        /// What it printed.
        let text: String
        /// The first line that it wrote to stderr.
        let problem: String
    }

    /// An error of git, as the command ends with it.
    struct Failure: Error {
        /// One line that says what failed and what to do.
        let message: String
        /// The exit code.
        var exitCode = ExitCode.badInput
    }

    /// Runs git to its end, whatever its exit code.
    /// - Throws: ``Failure`` when there is no git.
    static func run(_ arguments: [String]) async throws -> Outcome {
        do {
            let result = try await Subprocess.run(
                .name("git"),
                arguments: Arguments(arguments),
                output: .string(limit: limit),
                error: .string(limit: limit)
            )
            let status =
                switch result.terminationStatus {
                case .exited(let code): code
                case .signaled(let signal): 128 + signal
                }
            let problem = result.standardError.split(whereSeparator: \.isNewline).first ?? ""
            return Outcome(status: status, text: result.standardOutput, problem: String(problem))
        } catch let error as SubprocessError where error.code == .executableNotFound {
            throw Failure(
                message: "There is no git on this machine; install it, or add it to PATH.",
                exitCode: .unavailable
            )
        }
    }

    /// What git prints for a command that must succeed, without the line end.
    /// - Throws: ``Failure`` with git's own words.
    static func text(_ arguments: [String]) async throws -> String {
        let outcome = try await run(arguments)
        guard outcome.status == 0 else {
            throw Failure(message: "'git \(arguments.joined(separator: " "))' failed: \(outcome.problem)")
        }
        return outcome.text.hasSuffix("\n") ? String(outcome.text.dropLast()) : outcome.text
    }

    /// The top folder of the working tree that the working directory is in.
    /// - Throws: ``Failure`` outside of a repository.
    static func topFolder() async throws -> String {
        let outcome = try await run(["rev-parse", "--show-toplevel"])
        guard outcome.status == 0, !outcome.text.isEmpty else {
            throw Failure(
                message: "\(FileManager.default.currentDirectoryPath) is not in the working tree of a git repository "
                    + "(\(outcome.problem)); change to one, or run 'git init' first."
            )
        }
        return String(outcome.text.dropLast())
    }

    /// Writes the content of an object to a file.
    static func write(object: String, to path: String) async throws {
        let file = try FileDescriptor.open(
            FilePath(path),
            .writeOnly,
            options: [.create, .exclusiveCreate],
            permissions: .ownerReadWrite
        )
        let result = try await Subprocess.run(
            .name("git"),
            arguments: ["cat-file", "blob", object],
            output: .fileDescriptor(file, closeAfterSpawningProcess: true),
            error: .discarded
        )
        guard result.terminationStatus.isSuccess else {
            throw Failure(message: "git cannot read the object \(object); check the repository with 'git fsck'.")
        }
    }
}
