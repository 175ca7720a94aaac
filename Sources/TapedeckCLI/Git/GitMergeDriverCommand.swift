// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import TapedeckCassettes
import TapedeckCore

/// The merge driver that git runs for cassettes.
struct GitMergeDriverCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge-driver",
        abstract: "Merges three versions of a cassette. Git runs it; see 'tapedeck git setup'.",
        discussion: """
            Writes the merged cassette over OURS in one step. Interactions are told apart by session, fingerprint and \
            answer: what one side removed stays removed, what one side recorded is added behind ours. A request \
            that both sides changed in different ways is a conflict: OURS keeps our recordings of it.

            Exit codes: 0 merged, 1 conflict, or an input is no cassette or is damaged (OURS is unchanged then), 129 \
            the merged cassette could not be written (OURS is unchanged).
            """
    )

    @Argument(help: "The version both sides come from; an empty file when there is none (git's %O).")
    var base: String

    @Argument(help: "Our version, which the merged cassette replaces (git's %A).")
    var ours: String

    @Argument(help: "Their version (git's %B).")
    var theirs: String

    @Argument(help: "The path in the repository, for messages (git's %P).")
    var path: String

    func run() async throws {
        let size = try? FileManager.default.attributesOfItem(atPath: base)[.size] as? Int
        var report = ConflictReport(path: path)
        var bar = ProgressBar(isShown: Terminal.isInteractive, unit: "interactions")
        let outcome: ThreeWayMerge.Outcome
        do {
            outcome = try ThreeWayMerge().run(base: size == 0 ? nil : base, ours: ours, theirs: theirs, into: ours) {
                bar.show(share: nil, count: $0)
            } report: {
                bar.clear()
                report.show($0)
            }
        } catch let error as CassetteError {
            bar.clear()
            throw failure(error)
        }
        bar.clear()
        guard outcome.conflicts > 0 else {
            return Terminal.note(
                "\(path): \(counted(outcome.interactions, "interaction")); \(outcome.taken) from theirs, "
                    + "\(outcome.dropped) of ours removed or replaced"
            )
        }
        report.finish(outcome)
        throw ExitCode.checkFailed
    }

    /// Says which version cannot be merged, and why; git keeps ours then, as it does with binary files.
    private func failure(_ error: CassetteError) -> ExitCode {
        let versions = [(base, "the common version"), (ours, "our version"), (theirs, "their version")]
        let unreadable: [CassetteError.Code] = [.notACassette, .newerVersion, .damaged, .notFound]
        guard unreadable.contains(error.code), let version = versions.first(where: { error.message.contains($0.0) })
        else {
            Terminal.printError("\(path) was not merged: \(error.text(for: .commandLine))")
            return ExitCode.mergeFailed
        }
        let problem =
            switch error.code {
            case .notACassette: "is not a cassette"
            case .newerVersion: "is a cassette of a newer version of tapedeck"
            case .notFound: "does not exist"
            default: "is damaged" + (error.cause.map { " (\($0))" } ?? "")
            }
        let word = ShellWord.of(path)
        Terminal.printError(
            "\(path) was not merged: \(version.1) \(problem). Take one version with 'git checkout --ours \(word)' or "
                + "'git checkout --theirs \(word)', then 'git add \(word)'."
        )
        return ExitCode.checkFailed
    }
}
