// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The relevance of a training file's summaries to their own dialogues.
///
/// The words a summary shares with its dialogue are compared with those it shares with other dialogues of the file. An
/// example counts when its own share stands out, and the file by the number of such examples. If summaries have nothing
/// to do with their dialogues, the tuned model answers like the base model: length or phrasing alone is not knowledge
/// of summaries.
struct SummaryRelevance: Sendable {
    /// For each example, whether its summary matches its dialogue.
    let supports: [Bool]
    /// The share of matching examples above chance, `0...1`, at the lower end of its 95 % interval.
    let strength: Double

    private static let comparisons = 12

    init(_ examples: [WordModel.Example], seed: UInt64) {
        var spread: [String: Int] = [:]
        for example in examples { for term in example.analysis.terms { spread[term, default: 0] += 1 } }
        let count = Double(examples.count)
        let contents: [[String]] = examples.map { example in
            var seen: Set<String> = []
            return example.summary.filter { !Lexicon.functionWords.contains($0) && seen.insert($0).inserted }
        }
        func share(_ content: [String], _ analysis: DialogueAnalysis) -> Double {
            var found = 0.0
            var all = 0.0
            for term in content {
                // A rare word says more than one that most dialogues have.
                let weight = 0.2 + PortableMath.log((count + 1) / Double(max(spread[term] ?? 1, 1)))
                all += weight
                if analysis.places[term] != nil { found += weight }
            }
            return all > 0 ? found / all : 0
        }
        var generator = SplitMix64(seed: seed)
        var supports: [Bool] = []
        var differences: [Double] = []
        for (index, example) in examples.enumerated() {
            let own = share(contents[index], example.analysis)
            var others: [Double] = []
            for _ in 0..<min(Self.comparisons, examples.count - 1) {
                var other = Int(generator.next() % UInt64(examples.count - 1))
                if other >= index { other += 1 }
                others.append(share(contents[index], examples[other].analysis))
            }
            let mean = others.reduce(0, +) / Double(max(others.count, 1))
            differences.append(own - mean)
            supports.append(own - mean > 0.15 && own >= (others.max() ?? 0))
        }
        self.supports = supports
        guard differences.count > 1 else {
            strength = 0
            return
        }
        let mean = differences.reduce(0, +) / count
        let variance = differences.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
        strength = min(max(mean - 2 * (variance / count).squareRoot(), 0), 1)
    }
}
