// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckRouge

/// ROUGE written as plainly as the definition reads, and as slowly: what the engine is compared with.
///
/// Unicode's own lower case, dictionaries of string arrays, and full tables.
struct PlainRouge {
    let stemmer: Stemmer

    func score(_ candidate: String, against reference: String, _ metric: String) -> Score {
        switch metric {
        case "rougeL": subsequence(tokens(candidate), tokens(reference))
        case "rougeLsum": summary(sentences(candidate), sentences(reference))
        default: ngrams(tokens(candidate), tokens(reference), Int(metric.dropFirst(5)) ?? 0)
        }
    }

    // MARK: - Tokens

    func tokens(_ text: String) -> [String] {
        let lower = text.unicodeScalars.map(\.properties.lowercaseMapping).joined().unicodeScalars
        let words = lower.split { !(("a"..."z").contains($0) || ("0"..."9").contains($0)) }.map { String($0) }
        return stemmer == .none ? words : words.map(PorterStemmer().stem)
    }

    private func sentences(_ text: String) -> [[String]] {
        text.unicodeScalars.split(separator: "\n").map { tokens(String($0)) }
    }

    // MARK: - Metrics

    private func ngrams(_ candidate: [String], _ reference: [String], _ length: Int) -> Score {
        let (one, other) = (counts(candidate, length), counts(reference, length))
        let overlap = one.reduce(0) { $0 + min($1.value, other[$1.key] ?? 0) }
        return score(overlap, max(candidate.count - length + 1, 0), max(reference.count - length + 1, 0))
    }

    private func counts(_ tokens: [String], _ length: Int) -> [[String]: Int] {
        guard tokens.count >= length else { return [:] }
        return (0...(tokens.count - length)).reduce(into: [:]) {
            $0[Array(tokens[$1..<($1 + length)]), default: 0] += 1
        }
    }

    private func subsequence(_ candidate: [String], _ reference: [String]) -> Score {
        score(table(reference, candidate)[reference.count][candidate.count], candidate.count, reference.count)
    }

    private func summary(_ candidate: [[String]], _ reference: [[String]]) -> Score {
        var left = candidate.joined().reduce(into: [:]) { $0[$1, default: 0] += 1 }
        var overlap = 0
        for sentence in reference {
            let union = candidate.reduce(into: Set<Int>()) { $0.formUnion(places(sentence, $1)) }
            for place in union where left[sentence[place], default: 0] > 0 {
                left[sentence[place]]? -= 1
                overlap += 1
            }
        }
        return score(overlap, candidate.joined().count, reference.joined().count)
    }

    /// The places of the reference that the walk from the ends takes.
    func places(_ reference: [String], _ candidate: [String]) -> [Int] {
        let table = table(reference, candidate)
        var (row, column, places) = (reference.count, candidate.count, [Int]())
        while row > 0, column > 0 {
            if reference[row - 1] == candidate[column - 1] {
                places.append(row - 1)
                (row, column) = (row - 1, column - 1)
            } else if table[row][column - 1] > table[row - 1][column] {
                column -= 1
            } else {
                row -= 1
            }
        }
        return places.reversed()
    }

    private func table(_ reference: [String], _ candidate: [String]) -> [[Int]] {
        var table = [[Int]](repeating: Array(repeating: 0, count: candidate.count + 1), count: reference.count + 1)
        for (row, one) in reference.enumerated() {
            for (column, other) in candidate.enumerated() {
                table[row + 1][column + 1] =
                    one == other ? table[row][column] + 1 : max(table[row][column + 1], table[row + 1][column])
            }
        }
        return table
    }

    private func score(_ overlap: Int, _ candidate: Int, _ reference: Int) -> Score {
        let precision = Double(overlap) / Double(max(candidate, 1))
        let recall = Double(overlap) / Double(max(reference, 1))
        let sum = precision + recall
        return Score(
            precision: precision,
            recall: recall,
            f1: sum > 0 ? 2 * precision * recall / sum : 0
        )
    }
}
