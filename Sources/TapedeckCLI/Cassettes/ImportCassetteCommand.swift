// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import Tapedeck
import TapedeckCassettes
import TapedeckCore
import TapedeckInterchange

struct ImportCassetteCommand: AsyncParsableCommand, QuietCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Imports recordings of other tools into a cassette.",
        discussion: """
            Reads Ruby VCR, R vcr, vcrpy and go-vcr YAML, HAR 1.2 (also Polly.JS and Playwright), Azure test-proxy JSON, \
            Datadog test-agent JSON and YAML, WireMock mappings, aimock fixtures, buffr JSON, mitmproxy flows, and the \
            JSON lines of 'tapedeck cassette export'; the format is found by content.
              tapedeck cassette import tests/cassettes --into suite.sqlite --session-per-file

            What could not be carried over is listed, a line for each kind; a broken file or entry does not stop the rest, \
            and ends with 65, as does an import of which nothing could be taken.
            """
    )

    @OptionGroup(title: "Configuration") var configuration: ConfigurationOptions

    @Argument(help: "Files, or folders that are searched for .yml, .yaml, .json, .jsonl, .har and .flow.")
    var files: [String]

    @Option(help: "The cassette to add to; created if it does not exist.", transform: CassetteFolder.path)
    var into: String

    @Flag(help: "Import each file as its own session, named after the file.")
    var sessionPerFile = false

    @Flag(help: "List every skipped entry, instead of one line for each kind.")
    var verbose = false

    @OptionGroup(title: "Matching") var matching: MatchingOptions

    @OptionGroup var verbosity: QuietOptions

    func run() async throws {
        let (inputs, unreached) = ScenarioFiles.ordered(try files.flatMap(ImportInput.all))
        var outputs = OutputFiles()
        outputs.add("--into", into)
        try outputs.check(inputs: inputs.map(\.path), allowsCassettes: true)
        let isNew = !FileManager.default.fileExists(atPath: into)
        let cassette = try Cassette.record(into, new: try metadata(for: inputs), matchingRules: try matching.rules())
        let importer = try CassetteImporter(
            redactionRules: cassette.redactionRules,
            matchedHeaders: cassette.matchingRules.matchedHeaders,
            secrets: EnvironmentSecrets.ofProcess.values
        )
        var progress = ImportProgress(bytes: inputs.reduce(0) { $0 + $1.size })
        var notes = ImportNotes(isVerbose: verbose)
        for (path, skippedEntry) in unreached { notes.add(skippedEntry, of: path) }
        let attached = AttachedFiles()
        var failures: [(input: ImportInput, error: ImportError)] = []
        for input in inputs {
            var work = try CassetteImport(into: cassette, session: sessionPerFile ? input.session : nil)
            do {
                try await take(input, by: importer, with: &work, attached: attached, progress: &progress, notes: &notes)
            } catch let error as ImportError {
                progress.clear()
                failures.append((input, error))
                if work.committed > 0 {
                    Terminal.note(
                        "\(input.path): the first \(counted(work.committed, "interaction")) of it were imported"
                    )
                }
            }
            progress.end(input, interactions: work.committed)
        }
        progress.clear()
        try cassette.close()
        // What another file keeps its bodies in is no broken file, in whatever order they came.
        let broken = failures.filter { !attached.contains($0.input) }
        for failure in broken { notes.add(failure.error) }
        notes.finish()
        let summary = summary(notes, interactions: progress.interactions, files: inputs.count - failures.count)
        // A quiet import tells only of what ends it with an error.
        if notes.broken + notes.damaged > 0 || progress.interactions == 0 && notes.leftOut > 0 {
            Terminal.warn(StyledText(summary))
        } else {
            Terminal.note(summary)
        }
        if progress.interactions == 0, notes.leftOut + notes.broken > 0 {
            if isNew { try remove() }
            throw ExitCode.badInput
        }
        if notes.broken + notes.damaged > 0 { throw ExitCode.badInput }
    }

    private func summary(_ notes: ImportNotes, interactions: Int, files: Int) -> String {
        var parts = ["\(counted(interactions, "interaction")) from \(counted(files, "file"))"]
        if notes.leftOut > 0 { parts.append("\(counted(notes.leftOut, "interaction")) left out") }
        if notes.broken > 0 { parts.append("\(counted(notes.broken, "file")) could not be read") }
        return parts.joined(separator: "; ")
    }

    /// Removes a cassette that was made for nothing.
    private func remove() throws {
        try FileManager.default.removeItem(atPath: into)
        Terminal.note("No cassette was made: there was nothing to import.")
    }

    private func take(
        _ input: ImportInput,
        by importer: CassetteImporter,
        with work: inout CassetteImport,
        attached: AttachedFiles,
        progress: inout ImportProgress,
        notes: inout ImportNotes
    ) async throws {
        var reader = importer.reader(
            name: input.path,
            files: input.bodyFiles(attached: attached),
            reading: try input.open()
        )
        while let item = try reader.next() {
            switch item {
            case .skippedEntry(let skippedEntry):
                progress.clear()
                notes.add(skippedEntry, of: input.path)
            case .piece(let piece): try await work.take(piece)
            case .interaction(let interaction, let pieced): try await work.take(interaction, pieced: pieced)
            }
            progress.show(bytesRead: reader.bytesRead, interactions: work.committed)
        }
        try await work.finish()
    }

    /// The metadata of a new cassette: that of the first file, if it is a cassette in its text form.
    private func metadata(for inputs: [ImportInput]) throws -> CassetteMetadata {
        let own = CassetteMetadata(tool: "tapedeck \(ToolVersion.current)", created: WallClock.now)
        // A broken first line is reported when the file is imported.
        guard let first = inputs.first, first.isRegular, !FileManager.default.fileExists(atPath: into),
            var metadata = try? CassetteImporter().header(name: first.path, reading: try first.open())
        else { return own }
        // All that is imported is redacted as this version does.
        let rules = metadata.redactionRules
        metadata.redactionRules = RedactionRules(patterns: rules.patterns, paths: rules.paths)
        return metadata
    }
}

/// The progress of an import.
private struct ImportProgress {
    private let bytes: Int
    private var endedBytes = 0
    private(set) var interactions = 0
    private var bar = ProgressBar(isShown: Terminal.isInteractive, unit: "interactions")

    init(bytes: Int) {
        self.bytes = bytes
    }

    mutating func show(bytesRead: Int, interactions: Int) {
        let share = min(1, Double(endedBytes + bytesRead) / Double(max(bytes, 1)))
        bar.show(share: share, count: self.interactions + interactions)
    }

    mutating func end(_ input: ImportInput, interactions: Int) {
        endedBytes += input.size
        self.interactions += interactions
    }

    mutating func clear() {
        bar.clear()
    }
}
