// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TapedeckCassettes
import TapedeckCore

struct MergeCassetteCommand: AsyncParsableCommand, QuietCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge",
        abstract: "Merges cassettes into one, in their order, storing each body once.",
        discussion: """
              tapedeck cassette merge chat.sqlite files.sqlite --into suite.sqlite
              tapedeck cassette merge tests/*.sqlite --into suite.sqlite --session-per-file

            The k-th request gets the k-th recording, so two cassettes that answer the k-th request of a session \
            differently are a conflict: it is shown, nothing is written, and the command ends with 1. --on-conflict \
            keep-all plays the answers of all one after the other, first and last take those of one cassette.
            """
    )

    @OptionGroup(title: "Configuration") var configuration: ConfigurationOptions

    @Argument(help: "The cassettes, in order.", transform: CassetteFolder.path)
    var files: [String]

    @Option(help: "The merged cassette; must not exist, or must be empty.", transform: CassetteFolder.path)
    var into: String

    @Flag(help: "Replace the merged cassette if it exists.")
    var replace = false

    @Option(help: "How to handle requests with different responses: fail, keep-all, first or last.")
    var onConflict = CassetteMerge.ConflictPolicy.fail

    @Flag(help: "Keep duplicates of recordings that several cassettes share.")
    var keepDuplicates = false

    @Flag(help: "Keep each cassette as its own session, named after its file.")
    var sessionPerFile = false

    @Flag(help: "Merge cassettes with different rules: the matching rules of the first, and all redaction rules.")
    var useFirstRules = false

    @OptionGroup var verbosity: QuietOptions

    func run() async throws {
        var merge = CassetteMerge()
        merge.onConflict = onConflict
        merge.keepsDuplicates = keepDuplicates
        merge.sessionPerFile = sessionPerFile
        merge.usesFirstRules = useFirstRules
        var bar = ProgressBar(isShown: Terminal.isInteractive, unit: "interactions")
        var shown = 0
        // They are looked at, and then copied.
        let all = try Cassette.count(of: files) * 2
        let outcome = try merge.run(files, into: into, replacing: replace) { count in
            bar.show(share: share(count, of: all), count: count)
        } report: { conflict in
            bar.clear()
            shown += 1
            let session = conflict.session.isEmpty ? "" : " (session \(conflict.session))"
            Terminal.warn(
                StyledText("conflict:", .bad)
                    + " \(conflict.requestLine)\(session): \(place(conflict.first)), \(place(conflict.later))"
            )
        }
        bar.clear()
        if outcome.conflicts > shown { Terminal.note("and \(counted(outcome.conflicts - shown, "more conflict"))") }
        guard outcome.conflicts == 0 || onConflict != .fail else {
            Terminal.warn(
                StyledText(
                    "\(counted(outcome.conflicts, "request is", "requests are")) answered differently, and nothing was "
                        + "written; choose with --on-conflict keep-all, first or last, or keep them apart with "
                        + "--session-per-file"
                )
            )
            throw ExitCode.checkFailed
        }
        Terminal.print(
            "\(into): \(counted(outcome.interactions, "interaction")) from \(counted(files.count, "cassette")); "
                + "\(outcome.duplicates) the same, \(counted(outcome.conflicts, "conflict")), \(outcome.dropped) dropped"
        )
    }

    private func place(_ place: CassetteMerge.Place) -> String { "\(place.path) #\(place.id) \(place.status)" }
}
