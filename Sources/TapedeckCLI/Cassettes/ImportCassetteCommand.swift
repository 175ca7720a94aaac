// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import TapedeckCassettes
import TapedeckCore
import TapedeckInterchange

struct ImportCassetteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Takes over recordings of other tools.",
        discussion: """
            Reads Ruby VCR, R vcr and vcrpy YAML, HAR 1.2 (also Polly.JS), Azure test-proxy JSON, Datadog test-agent JSON \
            and YAML, WireMock mappings, aimock fixtures, buffr JSON, mitmproxy flows, and the JSON lines of \
            'tapedeck cassette export'; the format is found by content.
              tapedeck cassette import tests/cassettes --into suite.sqlite --session-per-file

            What could not be carried over is listed by file; a broken file does not stop the rest, and ends with 65.
            """
    )

    @Argument(help: "Files, or folders that are searched for .yml, .yaml, .json, .jsonl, .har and .flow.")
    var files: [String]

    @Option(help: "The cassette to add to; made when there is none.")
    var into: String

    @Flag(help: "Make each file a session of its own, named after the file.")
    var sessionPerFile = false

    @OptionGroup(title: "Matching") var matching: MatchingOptions

    func run() async throws {
        let inputs = try files.flatMap(ImportInput.all)
        let cassette = try Cassette.record(into, new: try metadata(for: inputs), matchingRules: try matching.rules())
        let importer = try CassetteImporter(
            redactionRules: cassette.redactionRules,
            matchedHeaders: cassette.matchingRules.matchedHeaders
        )
        var progress = ImportProgress(bytes: inputs.reduce(0) { $0 + $1.size })
        var broken = 0
        for input in inputs {
            var work = try CassetteImport(into: cassette, session: sessionPerFile ? input.session : nil)
            do {
                try await take(input, by: importer, with: &work, progress: &progress)
            } catch let error as ImportError {
                progress.clear()
                Terminal.note("\(error)")
                if work.committed > 0 {
                    Terminal.note("\(input.path): the first \(work.committed) interactions were taken over")
                }
                broken += 1
            }
            progress.end(input, interactions: work.committed)
        }
        progress.clear()
        try cassette.close()
        Terminal.note(
            "\(progress.interactions) interactions from \(inputs.count - broken) files"
                + (broken > 0 ? "; \(broken) files could not be read" : "")
        )
        if broken > 0 { throw Failure.badInput }
    }

    private func take(
        _ input: ImportInput,
        by importer: CassetteImporter,
        with work: inout CassetteImport,
        progress: inout ImportProgress
    ) async throws {
        var reader = importer.reader(name: input.path, files: input.bodyFiles, reading: try input.open())
        while let item = try reader.next() {
            switch item {
            case .omission(let omission):
                progress.clear()
                Terminal.note("\(input.path): \(omission)")
            case .piece(let piece): try await work.take(piece)
            case .interaction(let interaction, let pieced): try await work.take(interaction, pieced: pieced)
            }
            progress.show(bytesRead: reader.bytesRead, interactions: work.committed)
        }
        try await work.finish()
    }

    /// What a new cassette says of itself: what the first file does, when it is a cassette in its text form.
    private func metadata(for inputs: [ImportInput]) throws -> CassetteMetadata {
        let own = CassetteMetadata(tool: "tapedeck \(Tapedeck.version)", created: WallClock.now)
        // A first line that is broken is told of when the file is imported.
        guard let first = inputs.first, first.isRegular, !FileManager.default.fileExists(atPath: into),
            let header = try? CassetteImporter().header(name: first.path, reading: try first.open())
        else { return own }
        return CassetteMetadata(
            tool: header.tool,
            created: header.created,
            upstream: header.upstream,
            matchingRules: header.matchingRules,
            redactionRules: header.redactionRules,
            note: header.note
        )
    }
}

/// How far an import has come.
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
