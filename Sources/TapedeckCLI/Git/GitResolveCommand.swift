// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import TapedeckCassettes
import TapedeckCore

/// Merges conflicting cassettes again, with a preference.
struct GitResolveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resolve",
        abstract: "Resolves the conflicts of cassettes in favour of one side.",
        discussion: """
            Merges the versions in git's index again. Only requests that both sides changed in different ways are \
            decided by the flag; all else is merged as before. As everywhere in git, ours and theirs change places in \
            a rebase.
              tapedeck git resolve --theirs cassettes/suite.sqlite
              git add cassettes/suite.sqlite
            """
    )

    @Flag(help: "Whose recordings of a conflicting request to take; --both plays theirs after ours.")
    var side: Side

    @Argument(help: "The cassettes that git lists as unmerged.")
    var files: [String]

    /// The sides of a merge, as flags.
    enum Side: String, EnumerableFlag {
        case ours, theirs, both

        var preference: ThreeWayMerge.Preference {
            switch self {
            case .ours: .ours
            case .theirs: .theirs
            case .both: .both
            }
        }
    }

    func run() async throws {
        _ = try await Git.topFolder()
        for file in files {
            let versions = try await UnmergedVersions(of: file)
            defer { versions.removeCopies() }
            let outcome = try ThreeWayMerge(preference: side.preference).run(
                base: versions.base,
                ours: versions.ours,
                theirs: versions.theirs,
                into: file
            )
            Terminal.print(
                "\(file): \(counted(outcome.interactions, "interaction")); \(side.rawValue) taken for "
                    + "\(counted(outcome.conflicts, "conflicting request"))"
            )
        }
        Terminal.note("Mark as resolved with: git add \(files.map(ShellWord.of).joined(separator: " "))")
    }
}
