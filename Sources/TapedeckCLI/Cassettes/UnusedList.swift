// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TapedeckCassettes
import TapedeckCore

/// The recordings of a cassette that a run left unused, by its report.
struct UnusedList {
    /// The largest report that is read, in bytes.
    private static let limit = 256 << 20
    /// The name of the default session in reports.
    private static let defaultSession = "default"

    /// The numbers of the interactions.
    let numbers: NumberSet
    /// How many were not played and stay, since the run did not open their sessions.
    let kept: Int
    /// Why the run ended early, if it did.
    let failure: String?

    init(report path: String, cassette: String, ofAllSessions: Bool) throws {
        func failure(_ reason: String) -> CassetteError {
            CassetteError(
                code: .damaged,
                message: "\(path) is not a usable run report: \(reason); make one with "
                    + "'tapedeck run --cassette \(cassette) --mode none --report run.json -- COMMAND'."
            )
        }
        guard let handle = FileHandle(forReadingAtPath: path), let data = try? handle.read(upToCount: Self.limit + 1),
            data.count <= Self.limit
        else { throw failure("it cannot be read") }
        try? handle.close()
        guard let report = try? JSONValue(parsing: Array(data)) else { throw failure("it is not JSON") }
        guard let cassettes = report["cassettes"]?.elements else { throw failure("it does not list cassettes") }
        func resolved(_ path: String) -> String { URL(fileURLWithPath: path).resolvingSymlinksInPath().path }
        // A run in another folder, or on another machine, knows the cassette by another path.
        func name(_ path: String) -> String { (path as NSString).lastPathComponent }
        let namesakes = cassettes.filter { $0["cassette"]?.string.map(name) == name(cassette) }
        let exact = cassettes.first { $0["cassette"]?.string.map(resolved) == resolved(cassette) }
        // A literal nil would be the JSON value null.
        guard let own = exact ?? (namesakes.count == 1 ? namesakes.first : Optional.none),
            let list = own["unused"]?.string, let last = own["last"]?.integer
        else { throw failure("it does not tell of \(cassette)") }
        let opened = try Cassette.open(cassette)
        defer { try? opened.close() }
        // Numbers are never given out twice, so those up to the last of the run still mean the same.
        guard try opened.lastID() >= last || list.isEmpty, let numbers = NumberSet(list) else {
            throw failure("it is of another cassette, or of one that has changed")
        }
        self.failure =
            (report["failures"]?.elements ?? [])
            .first { ["command", "error"].contains($0["kind"]?.string) }?["message"]?.string
        // The default session plays the recordings of all others. A report of an older version names no sessions.
        let sessions = own["sessions"]?.elements?.compactMap(\.string) ?? [Self.defaultSession]
        guard !ofAllSessions, !sessions.contains(Self.defaultSession) else {
            (self.numbers, self.kept) = (numbers, 0)
            return
        }
        var reached = NumberSet()
        for session in sessions {
            let scope = RecordingScope(sessions: .label(session), upTo: InteractionID(last))
            for id in try opened.ids(in: scope, limit: .max, where: numbers.contains) { reached.insert(id) }
        }
        self.numbers = reached
        self.kept = numbers.count - reached.count
    }
}
