// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TapedeckCassettes
import TapedeckCore
import TapedeckServer

/// The report of a run as one HTML file: what had no recording first, then what the run played and recorded.
struct RunPage {
    /// The bounds of a report, which people get with every run: what does not fit is in the cassette.
    private static let limits = SnapshotWriter.Limits(body: 1 << 20, total: 64 << 20, count: 10_000)

    let report: RunReport

    /// Writes the file.
    /// - Parameter path: The file; `-` is standard output.
    /// - Throws: `CassetteError` and ``OutputError`` when it cannot be written.
    func write(to path: String) throws {
        let file = try ExportFile(path: path)
        let page = try SnapshotWriter(title: "Tapedeck run", limits: Self.limits, write: file.write)
        var notes = report.failures.map { "\($0.message)." } + report.problems
        notes += report.webhooks?.failures.map { "\($0)" } ?? []
        for tape in report.tapes {
            do {
                let cassette = try Cassette.open(tape.name)
                let left = try add(tape, cassette, to: page)
                if left > 0 { notes.append(Self.note(left, of: tape)) }
                try cassette.close()
            } catch let error as CassetteError where error.code != .writeFailed {
                // A test may have removed the cassette of its session.
                notes.append("\(VisibleText.line(tape.name)) cannot be shown. \(error.text(for: .commandLine))")
            }
        }
        let hasMisses = !report.misses.isEmpty || !report.refusals.isEmpty
        try page.finish(
            SnapshotSummary(
                views: hasMisses ? [.misses, .tape, .unused] : [.tape, .misses, .unused],
                facts: ["A run until \(Date.now.formatted(.iso8601)), by tapedeck \(ToolVersion.current)"],
                notes: notes,
                run: report
            )
        )
        try file.finish()
    }

    private static func note(_ left: Int, of tape: RunTape) -> String {
        "\(counted(left, "interaction")) of \(VisibleText.line(tape.name)) \(left == 1 ? "is" : "are") not in this file, which "
            + "has \(limits.total >> 20) MiB of bodies and \(limits.count) interactions at most; the cassette has them."
    }

    /// Adds the interactions of a cassette: those near a miss, those that the run used, then the others.
    /// - Returns: How many were left out, once one did not fit.
    private func add(_ tape: RunTape, _ cassette: Cassette, to page: SnapshotWriter) throws -> Int {
        page.begin(cassette)
        let near = Set(report.misses.filter { $0.cassette == tape.name }.flatMap { $0.nearest.map(\.id) })
        let all = try cassette.ids(in: RecordingScope(), limit: .max) { _ in true }
        let unused = all.filter { tape.use(of: $0) == .unused && !near.contains($0) }
        let wanted = near.sorted() + all.filter { tape.use(of: $0) != .unused && !near.contains($0) } + unused
        for (place, id) in wanted.enumerated() {
            let stored = try cassette.interactions(after: id - 1, limit: 1).first
            guard let stored, stored.id == id else { continue }
            guard try page.add(stored, use: tape.use(of: id)) else { return wanted.count - place }
        }
        return 0
    }
}
