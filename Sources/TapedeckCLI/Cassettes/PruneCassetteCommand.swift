// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TapedeckCassettes
import TapedeckCore

struct PruneCassetteCommand: AsyncParsableCommand, QuietCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune",
        abstract: "Removes interactions from a cassette and shrinks the file; the rest keep their numbers.",
        discussion: """
            Removes the interactions that satisfy all given conditions.
              tapedeck run --cassette suite.sqlite --mode none --report run.json -- pytest
              tapedeck cassette prune suite.sqlite --unused run.json --dry-run
              tapedeck cassette prune suite.sqlite --older-than 90d --status 5xx
            """
    )

    @OptionGroup(title: "Configuration") var configuration: ConfigurationOptions

    @Argument(help: "The cassette.", transform: CassetteFolder.path)
    var file: String

    @Option(help: "Only interactions that the run of this report (JSON) left unused, in the sessions it opened.")
    var unused: String?

    @Flag(help: "With --unused: also interactions of sessions that the run did not open.")
    var allSessions = false

    @Flag(help: "With --unused: prune even if the report seems to cover only a part of the test suite.")
    var yes = false

    @Option(help: "Only interactions older than a number of days, such as 30d, or a date, such as 2026-01-31.")
    var olderThan: RecordingAge?

    @OptionGroup(title: "Selection") var selection: SelectionOptions

    @Flag(help: "Only list what would be removed.")
    var dryRun = false

    @Option(help: "Write the pruned cassette to this new file, and leave the original unchanged.")
    var into: String?

    @OptionGroup var verbosity: QuietOptions

    func validate() throws {
        for (flag, isGiven) in [("--all-sessions", allSessions), ("--yes", yes)] where isGiven && unused == nil {
            throw ValidationError("\(flag) belongs to --unused.")
        }
        if unused == nil, olderThan == nil, selection.filter.isEmpty {
            throw ValidationError(
                "Say what to take out: --unused, --older-than, --path, --status, --session or --model."
            )
        }
    }

    func run() async throws {
        var filter = selection.filter
        filter.recordedBefore = olderThan?.time(from: WallClock.now)
        let list = try unused.map { try UnusedList(report: $0, cassette: file, ofAllSessions: allSessions) }
        let pruning = CassettePruning(filter: filter, among: list?.numbers)
        if let list, list.kept > 0 {
            Terminal.note(
                "\(counted(list.kept, "recording")) of sessions that the run did not open \(list.kept == 1 ? "stays" : "stay"); "
                    + "--all-sessions takes them out too."
            )
        }
        if let list, !yes, !dryRun, into == nil { try check(list, pruning) }
        var bar = ProgressBar(isShown: Terminal.isInteractive, unit: "interactions")
        let all = try Cassette.count(of: [file])
        let outcome = try pruning.run(file, into: into, isRehearsal: dryRun) { count in
            bar.show(share: share(count, of: all), count: count)
        } report: { pruned in
            guard dryRun else { return }
            bar.clear()
            Terminal.print("#\(pruned.id)  \(pruned.requestLine)  \(pruned.status)")
        }
        bar.clear()
        let verb = dryRun ? "would be taken out" : "taken out"
        Terminal.print("\(into ?? file): \(counted(outcome.pruned, "interaction")) \(verb), \(outcome.kept) left")
    }

    /// Asks for confirmation when the report seems to cover only a part of the test suite.
    private func check(_ list: UnusedList, _ pruning: CassettePruning) throws {
        let outcome = try pruning.run(file, isRehearsal: true)
        let reason: String
        if let failure = list.failure {
            reason = "that run failed (\(failure))"
        } else if outcome.pruned > outcome.kept {
            reason = "that run played \(outcome.kept) of \(outcome.pruned + outcome.kept), as a part of a suite would"
        } else {
            return
        }
        throw ValidationError(
            "\(counted(outcome.pruned, "interaction")) would be taken out, but \(reason). See which with --dry-run, "
                + "and confirm with --yes."
        )
    }
}
