// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A model of the words in a summary: logistic for the words of the dialogue, plain frequency in summaries for all
/// others.
struct WordModel: Sendable {
    /// A dialogue with its terms marked by whether its summary has them.
    struct Example: Sendable {
        let analysis: DialogueAnalysis
        let summary: [String]
        let kept: [Bool]

        init(_ analysis: DialogueAnalysis, summary: [String]) {
            self.analysis = analysis
            self.summary = summary
            let words = Set(summary)
            kept = analysis.terms.map(words.contains)
        }
    }

    static let epochs = 12
    private static let rate = 0.1
    private static let decay = 0.0006
    private static let identityDecay = 0.03
    private static let vocabularyLimit = 4000

    private var dense = [Double](repeating: 0, count: DialogueAnalysis.width)
    private var identity: [Double] = []
    private var vocabulary: [String: Int] = [:]
    private var rarity: [String: Double] = [:]
    private let unseenRarity: Double
    private var frequency: [String: Double] = [:]
    private let unseenFrequency: Double

    init(_ examples: [Example], seed: UInt64) {
        var dialogues: [String: Int] = [:]
        var summaries: [String: Int] = [:]
        for example in examples {
            for term in example.analysis.terms { dialogues[term, default: 0] += 1 }
            for term in Set(example.summary) { summaries[term, default: 0] += 1 }
        }
        let count = Double(examples.count)
        unseenRarity = PortableMath.log(count + 1) / 5
        unseenFrequency = 0.3 / (count + 10)
        for (term, number) in dialogues { rarity[term] = PortableMath.log((count + 1) / Double(number)) / 5 }
        for (term, number) in summaries { frequency[term] = (Double(number) + 0.1) / (count + 2) }
        let known = dialogues.filter { $0.value >= 3 }.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        for (term, _) in known.prefix(Self.vocabularyLimit) { vocabulary[term] = vocabulary.count }
        identity = [Double](repeating: 0, count: vocabulary.count)
        train(examples, seed: seed)
    }

    /// Fits the weights with AdaGrad on the logistic loss (Duchi, Hazan and Singer, 2011).
    private mutating func train(_ examples: [Example], seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        var order = Array(examples.indices)
        var densePace = [Double](repeating: 1e-2, count: DialogueAnalysis.width)
        var identityPace = [Double](repeating: 1e-1, count: identity.count)
        let rows = examples.map { sparse($0.analysis) }
        for _ in 0..<Self.epochs {
            generator.shuffle(&order)
            for number in order {
                let example = examples[number]
                for (term, row) in rows[number].enumerated() {
                    let chance = PortableMath.sigmoid(sum(row))
                    let slope = chance - (example.kept[term] ? 1 : 0)
                    for (column, value) in row.values {
                        let gradient = slope * value + Self.decay * dense[column]
                        densePace[column] += gradient * gradient
                        dense[column] -= Self.rate * gradient / densePace[column].squareRoot()
                    }
                    if let place = row.identity {
                        let gradient = slope + Self.identityDecay * identity[place]
                        identityPace[place] += gradient * gradient
                        identity[place] -= Self.rate * gradient / identityPace[place].squareRoot()
                    }
                }
            }
        }
    }

    /// The features of a term, without zeros.
    private struct Row {
        var identity: Int?
        var values: [(column: Int, value: Double)]
    }

    private func sparse(_ analysis: DialogueAnalysis) -> [Row] {
        let width = DialogueAnalysis.width
        return analysis.terms.enumerated().map { term, name in
            var values: [(column: Int, value: Double)] = []
            for column in 0..<width where column != DialogueAnalysis.rarity {
                let value = analysis.features[term * width + column]
                if value != 0 { values.append((column, value)) }
            }
            values.append((DialogueAnalysis.rarity, rarity[name] ?? unseenRarity))
            return Row(identity: vocabulary[name], values: values)
        }
    }

    private func sum(_ row: Row) -> Double {
        var sum = row.identity.map { identity[$0] } ?? 0
        for (column, value) in row.values { sum += dense[column] * value }
        return sum
    }

    // MARK: - Prediction

    /// The probability of each term of the dialogue, in their order.
    func chances(_ analysis: DialogueAnalysis) -> [Double] {
        let width = DialogueAnalysis.width
        // In the order of training, without a row for each term.
        return analysis.terms.enumerated().map { term, name in
            var sum = vocabulary[name].map { identity[$0] } ?? 0
            for column in 0..<width where column != DialogueAnalysis.rarity {
                let value = analysis.features[term * width + column]
                if value != 0 { sum += dense[column] * value }
            }
            sum += dense[DialogueAnalysis.rarity] * (rarity[name] ?? unseenRarity)
            return PortableMath.sigmoid(sum)
        }
    }

    /// The probability of a term that the dialogue does not have.
    func chanceOfForeign(_ term: String) -> Double { frequency[term] ?? unseenFrequency }
}
