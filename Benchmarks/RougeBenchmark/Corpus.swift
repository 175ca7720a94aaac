// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TapedeckRouge

/// The pairs of a JSONL file with the keys `reference` and `prediction`.
struct Corpus {
    private struct Line: Decodable {
        let reference: String
        let prediction: String
    }

    let pairs: [RougePair]

    init(file: String) throws {
        let text = try String(contentsOfFile: file, encoding: .utf8)
        pairs = try text.split(separator: "\n").map { line in
            let line = try JSONDecoder().decode(Line.self, from: Data(line.utf8))
            // A copy of its own, as a reader of a file would hold: decoding may leave a bridged string.
            return RougePair(
                candidate: String(decoding: Array(line.prediction.utf8), as: UTF8.self),
                reference: String(decoding: Array(line.reference.utf8), as: UTF8.self)
            )
        }
    }

    /// All bytes of all texts.
    var bytes: Int { pairs.reduce(0) { $0 + $1.candidate.utf8.count + $1.references[0].utf8.count } }
}
