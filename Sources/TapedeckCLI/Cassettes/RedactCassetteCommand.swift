// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Tapedeck
import TapedeckCassettes
import TapedeckCore

struct RedactCassetteCommand: AsyncParsableCommand, QuietCommand {
    static let configuration = CommandConfiguration(
        commandName: "redact",
        abstract: "Removes keys, other credentials and text that matches rules from a cassette.",
        discussion: """
            URLs, header fields, bodies and the names of sessions are looked through: as they stand, and as JSON \
            escapes, percent escapes, base64 and the deltas of a stream spell them. The file is written anew, and \
            nothing of what it held stays in it.
              tapedeck cassette redact suite.sqlite --redact 'user-[0-9]+' --redact 'alice@example\\.com'
              tapedeck cassette redact suite.sqlite --redact-json '$..email' --redact-json '$.metadata.customer'
            """
    )

    @OptionGroup(title: "Configuration") var configuration: ConfigurationOptions

    @Argument(help: "The cassette.", transform: CassetteFolder.path)
    var file: String

    @Option(Settings.Redaction.redact) var redact: [String]
    @Option(Settings.Redaction.redactJSON) var redactJSON: [String]

    @Flag(help: "Only count what would be replaced.")
    var dryRun = false

    @Option(help: "Write the redacted cassette to this new file, and leave the original unchanged.")
    var into: String?

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var verbosity: QuietOptions

    func validate() throws {
        do {
            _ = try redaction()
        } catch let error as MatchingRuleError {
            throw ValidationError(error.message)
        } catch let error as CassetteError {
            throw ValidationError(error.text(for: .commandLine))
        }
    }

    func run() async throws {
        let redaction = try redaction()
        var bar = ProgressBar(isShown: Terminal.isInteractive, unit: "interactions")
        let all = try Cassette.count(of: [file])
        let outcome = try redaction.run(file, into: into, isRehearsal: dryRun) { count in
            bar.show(share: share(count, of: all), count: count)
        }
        bar.clear()
        for rule in outcome.forgotten {
            Terminal.note(
                "\(name(rule, outcome)) spells what it takes out, so it is not kept in the cassette, and requests that "
                    + "hold that text will not match; a rule that does not, such as 's[e]cret' for 'secret', is kept"
            )
        }
        if json {
            Terminal.print(text: document(outcome).text(indent: 2))
        } else {
            let verb = dryRun ? "would be changed" : "changed"
            Terminal.print(
                "\(into ?? file): \(outcome.changed) of \(counted(outcome.interactions, "interaction")) \(verb)"
            )
            for (name, count) in rows(outcome) { Terminal.print("  \(name): \(count)") }
        }
    }

    private func redaction() throws -> CassetteRedaction {
        try CassetteRedaction(
            rules: redact,
            paths: redactJSON.map { try JSONPath($0) },
            secrets: EnvironmentSecrets.ofProcess.values
        )
    }

    private func rows(_ outcome: CassetteRedaction.Outcome) -> [(String, Int)] {
        [
            ("key-shaped strings", outcome.counts.keys), ("named credentials", outcome.counts.named),
            ("header fields", outcome.counts.fields),
        ]
            + outcome.counts.patterns.sorted { $0.key < $1.key }.map { (name($0.key, outcome), $0.value) }
    }

    /// The name of a rule; one that is a secret itself is named by its number.
    private func name(_ rule: String, _ outcome: CassetteRedaction.Outcome) -> String {
        guard outcome.forgotten.contains(rule) else { return rule }
        return redact.firstIndex(of: rule).map { "rule \($0 + 1)" } ?? "a rule of the cassette"
    }

    private func document(_ outcome: CassetteRedaction.Outcome) -> JSONValue {
        let rules = outcome.counts.patterns.sorted { $0.key < $1.key }.map { (name($0.key, outcome), $0.value) }
        return [
            "interactions": .integer(outcome.interactions), "changed": .integer(outcome.changed),
            "keys": .integer(outcome.counts.keys), "named": .integer(outcome.counts.named),
            "header_fields": .integer(outcome.counts.fields),
            "rules": .object(rules.map { JSONMember(name: $0.0, value: .integer($0.1)) }),
        ]
    }
}
