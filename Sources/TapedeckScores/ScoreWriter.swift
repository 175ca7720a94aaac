// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

package import TapedeckRouge

/// Writes scores as JSON whose numbers read back to the same bits.
package struct ScoreWriter: Sendable {
    /// What was written.
    package private(set) var bytes: [UInt8] = []
    private let keys: [[UInt8]]

    /// Creates a writer of lines with these metrics.
    package init(metrics: [RougeMetric]) {
        keys = metrics.map { Array(",\(Self.quoted($0.name)):".utf8) }
    }

    /// Appends the line of one pair: its number from 0, and the bytes of a JSON value to hand through.
    package mutating func append(_ scores: RougeScores, index: Int, id: [UInt8]?) {
        append("{\"index\":")
        append(index.description)
        if let id {
            append(",\"id\":")
            bytes.append(contentsOf: id)
        }
        for (position, entry) in scores.enumerated() {
            bytes.append(contentsOf: keys[position])
            append(entry.score)
        }
        append("}\n")
    }

    private mutating func append(_ score: Score) {
        append("{\"precision\":")
        append(score.precision.description)
        append(",\"recall\":")
        append(score.recall.description)
        append(",\"fmeasure\":")
        append(score.f1.description)
        append("}")
    }

    private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

    // MARK: - Small pieces

    /// A score as a JSON object.
    package static func object(_ score: Score) -> String {
        "{\"precision\":\(score.precision),\"recall\":\(score.recall),\"fmeasure\":\(score.f1)}"
    }

    /// A text as a JSON string.
    package static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": quoted += "\\" + String(scalar)
            case "\n": quoted += "\\n"
            case "\u{0}"..<"\u{20}":
                let digits = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
