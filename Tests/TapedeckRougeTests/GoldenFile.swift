// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TapedeckRouge

/// Reads the goldens beside this file; `Golden/README.md` says where they come from.
enum GoldenFile {
    struct Missing: Error {
        let name: String
    }

    static func text(_ name: String) throws -> String {
        guard let folder = Bundle.module.resourceURL else { throw Missing(name: name) }
        return try String(contentsOf: folder.appending(path: "Golden/\(name)"), encoding: .utf8)
    }

    static func lines(_ name: String) throws -> [Substring] {
        try text(name).split(separator: "\n")
    }

    /// One value for each line of a JSONL file.
    static func records<Record: Decodable>(_ name: String, as type: Record.Type = Record.self) throws -> [Record] {
        try lines(name).map { try JSONDecoder().decode(Record.self, from: Data($0.utf8)) }
    }
}

/// A triple as the goldens write it: precision, recall, F.
struct Triple: Decodable, Equatable, CustomStringConvertible {
    let values: [Double]

    init(from decoder: any Decoder) throws {
        values = try decoder.singleValueContainer().decode([Double].self)
    }

    init(_ score: Score) { values = [score.precision, score.recall, score.f1] }

    var score: Score { Score(precision: values[0], recall: values[1], f1: values[2]) }

    /// Equal means equal in every bit.
    static func == (one: Self, other: Self) -> Bool {
        one.values.map(\.bitPattern) == other.values.map(\.bitPattern)
    }

    var description: String { "\(values)" }
}

/// The two stemmer settings under the goldens' names.
let stemmers: [(name: String, stemmer: Stemmer)] = [("plain", .none), ("stem", .porter)]
