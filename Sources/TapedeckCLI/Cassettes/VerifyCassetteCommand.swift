// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TapedeckCassettes
import TapedeckCore

struct VerifyCassetteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Checks cassettes: structure, digests, chunks, fingerprints, key-shaped strings.",
        discussion: "Ends with 1 when there is a problem."
    )

    @Argument(help: "The cassettes.")
    var files: [String]

    @Flag(help: "Print a JSON object a problem.")
    var json = false

    func run() async throws {
        var problems = 0
        for file in files {
            let cassette = try Cassette.open(file)
            var found = 0
            var interactions = 0
            var bar = ProgressBar(isShown: Terminal.isInteractive, unit: "interactions")
            let all = max(try cassette.count(), 1)
            try cassette.verify(progress: { count in
                interactions = count
                bar.show(share: Double(count) / Double(all), count: count)
            }) { problem in
                found += 1
                bar.clear()
                Terminal.print(json ? document(problem, file: file).text() : line(problem, file: file))
            }
            bar.clear()
            try cassette.close()
            problems += found
            if !json, found == 0 { Terminal.print("\(file): \(interactions) interactions, no problem") }
        }
        if problems > 0 { throw Failure.checkFailed }
    }

    private func line(_ problem: CassetteProblem, file: String) -> String {
        let place = problem.interaction.map { " #\($0)" } ?? ""
        return "\(file)\(place): \(problem.kind.rawValue): \(problem.message)"
    }

    private func document(_ problem: CassetteProblem, file: String) -> JSONValue {
        [
            "cassette": .string(file), "kind": .string(problem.kind.rawValue),
            "interaction": problem.interaction.map { .integer($0) } ?? .null, "message": .string(problem.message),
        ]
    }
}
