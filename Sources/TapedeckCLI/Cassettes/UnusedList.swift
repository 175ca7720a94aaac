// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TapedeckCassettes
import TapedeckCore

/// What a run left unused of a cassette, as its report tells.
struct UnusedList {
    /// The largest report that is read, in bytes.
    private static let limit = 256 << 20

    /// The numbers of the interactions.
    let numbers: NumberSet

    init(report path: String, cassette: String) throws {
        func failure(_ reason: String) -> CassetteError {
            CassetteError(
                code: .damaged,
                message: "\(path) is no report to prune by: \(reason); make one with "
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
        self.numbers = numbers
    }
}
