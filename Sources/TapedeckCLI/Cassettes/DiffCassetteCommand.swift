// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TapedeckCassettes
import TapedeckCore

struct DiffCassetteCommand: AsyncParsableCommand, QuietCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Shows how two cassettes differ.",
        discussion: """
            The k-th recording of a request is compared with the k-th of the other cassette; JSON by value, streams by \
            what they say. Times, chunks, and header fields that differ with every request do not count.
              tapedeck cassette diff old.sqlite new.sqlite --ignore-json '$.id' --ignore-json '$.created'

            Ends with 0 when there is no difference, with 1 when there is one, and with 65 when a file cannot be read.
            """
    )

    @OptionGroup(title: "Configuration") var configuration: ConfigurationOptions

    @Argument(help: "The cassette before.", transform: CassetteFolder.path)
    var left: String

    @Argument(help: "The cassette after.", transform: CassetteFolder.path)
    var right: String

    @Flag(help: "Compare times, chunks, volatile header fields and the spelling of bodies too.")
    var all = false

    @Option(help: "Ignore this place in JSON bodies, such as '$.created' (repeatable).")
    var ignoreJson: [String] = []

    @Option(help: "Maximum number of differences shown for an interaction.")
    var places = 20

    @Flag(help: "Print a JSON object for each change.")
    var json = false

    @OptionGroup var verbosity: QuietOptions

    func validate() throws {
        if places < 0 { throw ValidationError("--places takes a number from 0.") }
        do {
            _ = try ignoreJson.map { try JSONPath($0) }
        } catch let error as MatchingRuleError {
            throw ValidationError(error.message)
        }
    }

    func run() async throws {
        var comparison = CassetteComparison()
        comparison.countsEverything = all
        comparison.ignoredJSON = try ignoreJson.map { try JSONPath($0) }
        var bar = ProgressBar(isShown: Terminal.isInteractive, unit: "interactions")
        // The rows of both, and then the pairs.
        let all = try Cassette.count(of: [left, right]) * 3 / 2
        let outcome = try comparison.run(left, right) { count in
            bar.show(share: share(count, of: all), count: count)
        } report: { change in
            bar.clear()
            if json {
                Terminal.print(document(change).text())
            } else {
                for line in lines(change) { Terminal.print(line) }
            }
        }
        bar.clear()
        if json {
            Terminal.print(document(outcome).text())
        } else {
            if outcome.rulesDiffer { Terminal.print("The cassettes have different matching or redaction rules.") }
            Terminal.print(
                "\(outcome.same) the same, \(outcome.changed) changed, \(outcome.added) added, \(outcome.removed) removed"
            )
        }
        if !outcome.isSame { throw ExitCode.checkFailed }
    }

    private func lines(_ change: InteractionChange) -> [StyledText] {
        let session = change.session.isEmpty ? "" : "  session \(change.session)"
        let line = "\(change.requestLine)  \(change.status)\(session)"
        guard let left = change.left else { return [StyledText("+ #\(change.right ?? 0)  \(line)", .good)] }
        guard let right = change.right else { return [StyledText("- #\(left)  \(line)", .bad)] }
        var lines = [StyledText("~ #\(left) -> #\(right)  \(line)", .heading)]
        for difference in change.differences.prefix(places) {
            let (before, after) = Excerpt.pair(difference.left?.text(), difference.right?.text(), width: 160)
            lines.append(StyledText("    \(difference.place)"))
            if let before { lines.append(StyledText("      - \(before)", .bad)) }
            if let after { lines.append(StyledText("      + \(after)", .good)) }
        }
        if change.count > places { lines.append(StyledText("    and \(counted(change.count - places, "more place"))")) }
        return lines
    }

    private func document(_ change: InteractionChange) -> JSONValue {
        let kind = change.left == nil ? "added" : change.right == nil ? "removed" : "changed"
        return [
            "change": .string(kind), "left": change.left.map { .integer($0) } ?? .null,
            "right": change.right.map { .integer($0) } ?? .null, "session": .string(change.session),
            "request": .string(change.requestLine), "status": .integer(change.status),
            "places": .integer(change.count),
            "differences": .array(
                change.differences.map { difference in
                    var members = [JSONMember(name: "place", value: .string(difference.place))]
                    // A value that is not there is left out; null is a value.
                    if let value = difference.left { members.append(JSONMember(name: "left", value: value)) }
                    if let value = difference.right { members.append(JSONMember(name: "right", value: value)) }
                    return .object(members)
                }
            ),
        ]
    }

    private func document(_ outcome: CassetteComparison.Outcome) -> JSONValue {
        [
            "same": .integer(outcome.same), "changed": .integer(outcome.changed), "added": .integer(outcome.added),
            "removed": .integer(outcome.removed), "rules_differ": .bool(outcome.rulesDiffer),
        ]
    }
}
