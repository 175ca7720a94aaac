// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCassettes
import TapedeckCore

/// Prints the problems of one cassette as they are found, under a progress bar.
final class ProblemOutput {
    private let file: String
    private let json: Bool
    private var bar = ProgressBar(isShown: Terminal.isInteractive, unit: "interactions")
    /// How many problems there were.
    private(set) var count = 0

    init(file: String, json: Bool) {
        self.file = file
        self.json = json
    }

    func report(_ problem: CassetteProblem) {
        count += 1
        bar.clear()
        if json {
            Terminal.print(document(problem).text())
        } else {
            Terminal.print(line(problem))
        }
    }

    func show(_ count: Int, of all: Int) {
        bar.show(share: Double(count) / Double(max(all, count, 1)), count: count)
    }

    func clear() {
        bar.clear()
    }

    /// Prints what a check came to, for people.
    func summarize(_ text: String) {
        bar.clear()
        if !json { Terminal.print("\(file): \(text)") }
    }

    private func line(_ problem: CassetteProblem) -> StyledText {
        let place = problem.interaction.map { " #\($0)" } ?? ""
        return StyledText("\(file)\(place): ") + StyledText("\(problem.kind.rawValue):", .bad)
            + " \(problem.text(for: .commandLine))"
    }

    private func document(_ problem: CassetteProblem) -> JSONValue {
        [
            "cassette": .string(file), "kind": .string(problem.kind.rawValue),
            "interaction": problem.interaction.map { .integer($0) } ?? .null,
            "message": .string(problem.text(for: .commandLine)),
        ]
    }
}
