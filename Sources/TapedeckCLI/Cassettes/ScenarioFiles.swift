// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckInterchange

/// Orders the files with steps of WireMock scenarios by their states.
enum ScenarioFiles {
    /// The largest file that is looked into, in bytes; a file of one stub has some thousand.
    private static let sizeLimit = 4 << 20
    private static let mark = Array("\"scenarioName\"".utf8)

    /// The files: those of a scenario take the places of its files.
    /// - Returns: The files in order, and what is said of those that no state leads to.
    static func ordered(_ inputs: [ImportInput]) -> (
        inputs: [ImportInput], notes: [(path: String, skippedEntry: SkippedEntry)]
    ) {
        let steps = inputs.map(steps)
        let (order, unreached) = WireMockStep.order(steps)
        let notes = order.filter(unreached.contains).compactMap { index in
            steps[index].first.map { step in
                let reason =
                    "no state leads to '\(step.required ?? "")' of the scenario '\(step.name)'; it is taken last"
                return (inputs[index].path, SkippedEntry(interaction: nil, extent: .part, reason: reason))
            }
        }
        return (order.map { inputs[$0] }, notes)
    }

    private static func steps(_ input: ImportInput) -> [WireMockStep] {
        guard input.isRegular, input.size <= sizeLimit, let read = try? input.open() else { return [] }
        var bytes: [UInt8] = []
        while bytes.count <= sizeLimit, let piece = try? read(sizeLimit), !piece.isEmpty { bytes += piece }
        let start = bytes.first(where: { !Array(" \t\r\n".utf8).contains($0) })
        guard start == UInt8(ascii: "{") || start == UInt8(ascii: "["), holdsMark(bytes) else { return [] }
        return WireMockStep.steps(in: bytes)
    }

    private static func holdsMark(_ bytes: [UInt8]) -> Bool {
        bytes.indices.contains { bytes[$0] == mark[0] && bytes[$0...].starts(with: mark) }
    }
}
