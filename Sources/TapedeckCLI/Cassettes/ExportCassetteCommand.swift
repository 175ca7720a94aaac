// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Tapedeck
import TapedeckCassettes
import TapedeckCore
import TapedeckInterchange

struct ExportCassetteCommand: AsyncParsableCommand, QuietCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Exports a cassette as text, or in the format of another tool.",
        discussion: """
            jsonl is a cassette as text, one interaction on a line; har is an HTTP archive 1.2; vcrpy and vcr are the cassettes \
            of Python's vcrpy and Ruby's VCR. Every export can be imported again without loss.
              tapedeck cassette export chat.sqlite --output chat.jsonl
              tapedeck cassette export chat.sqlite --format har | jq '.log.entries[].request.url'
            """
    )

    @OptionGroup(title: "Configuration") var configuration: ConfigurationOptions

    @Argument(help: "The cassette.", transform: CassetteFolder.path)
    var file: String

    @Option(help: "The format to write.")
    var format: ExportFormat = .jsonl

    @Option(help: "The file to write, or - for standard output.")
    var output = "-"

    @OptionGroup var verbosity: QuietOptions

    func run() async throws {
        var outputs = OutputFiles()
        outputs.add("--output", output)
        try outputs.check(cassettes: [file])
        let cassette = try Cassette.open(file)
        let target = try ExportFile(path: output)
        do {
            let count = try export(cassette, to: target)
            try target.finish()
            if output != "-" { Terminal.note("\(counted(count, "interaction")) in \(output)") }
        } catch is ExportFile.ReaderLeft {
            // Whoever reads has seen enough.
        }
        try cassette.close()
    }

    private func export(_ cassette: Cassette, to target: ExportFile) throws -> Int {
        let all = try cassette.count()
        var bar = ProgressBar(isShown: output != "-" && Terminal.isInteractive, unit: "interactions")
        let count = try cassette.export(as: format) { count in
            bar.show(share: Double(count) / Double(max(all, 1)), count: count)
        } to: {
            try target.write($0)
        }
        bar.clear()
        return count
    }
}
