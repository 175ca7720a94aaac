// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// Finds the word that a misspelt one probably stands for.
package enum Spelling {
    /// The nearest of the known words, when it is near enough to be meant.
    package static func nearest(to word: String, among known: [String]) -> String? {
        let distances = known.map { (word: $0, distance: distance(Array(word.utf8), Array($0.utf8))) }
        guard let best = distances.min(by: { $0.distance < $1.distance }) else { return nil }
        return best.distance <= max(2, best.word.utf8.count / 3) ? best.word : nil
    }

    /// The number of letters to insert, remove or replace (Levenshtein, 1966).
    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        guard left.count <= 100 else { return .max }
        var row = Array(0...right.count)
        for (index, byte) in left.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for (column, other) in right.enumerated() {
                let replaced = diagonal + (byte == other ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(replaced, diagonal + 1, row[column] + 1)
            }
        }
        return row[right.count]
    }
}
