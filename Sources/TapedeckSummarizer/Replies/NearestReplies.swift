// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A nearest-neighbour model for examples that are not summaries: it answers like the examples with similar prompts.
///
/// Prompts are compared by the cosine of their terms, weighted by rarity. If the completions are a few recurring
/// labels, the nearest examples vote; otherwise the nearest example's completion is returned.
struct NearestReplies: Sendable {
    static let limit = 2000
    private static let neighbours = 9
    private static let termLimit = 400

    private var completions: [String] = []
    private var weights: [String: Double] = [:]
    private var postings: [String: [(example: Int, weight: Double)]] = [:]
    private var labels: [String] = []
    private var labelOf: [Int] = []
    private let unseen: Double

    /// Whether the completions are a few recurring labels.
    let isClassifier: Bool

    init?(_ all: [SummaryExample]) {
        guard !all.isEmpty else { return nil }
        let step = max(Double(all.count) / Double(Self.limit), 1)
        let examples = (0..<min(all.count, Self.limit)).map { all[Int(Double($0) * step)] }
        var documents: [[String]] = []
        var spread: [String: Int] = [:]
        for example in examples {
            let terms = Self.terms(example.prompt)
            documents.append(terms)
            for term in Set(terms) { spread[term, default: 0] += 1 }
        }
        let count = Double(examples.count)
        unseen = PortableMath.log(count + 1)
        for (term, number) in spread { weights[term] = PortableMath.log((count + 1) / Double(number)) }
        completions = examples.map(\.completion)
        var known: [String: Int] = [:]
        var uses: [Int] = []
        for completion in completions {
            let key = SentenceSplitter.trim(completion)
            let place = known[key] ?? labels.count
            if place == labels.count {
                known[key] = place
                labels.append(key)
                uses.append(0)
            }
            uses[place] += 1
            labelOf.append(place)
        }
        let recurring = uses.filter { $0 > 1 }.reduce(0, +)
        isClassifier = examples.count >= 4 && recurring * 10 >= examples.count * 7 && labels.count * 2 <= examples.count
        for (index, terms) in documents.enumerated() {
            for (term, weight) in vector(terms) { postings[term, default: []].append((index, weight)) }
        }
    }

    private static func terms(_ prompt: String) -> [String] {
        Array(Terms.of(prompt.prefix(characters: 20_000)).prefix(termLimit * 4))
    }

    /// Terms with their weights, normalised, in a fixed order.
    private func vector(_ terms: [String]) -> [(term: String, weight: Double)] {
        var counts: [String: Double] = [:]
        for term in terms { counts[term, default: 0] += 1 }
        var result = counts.map {
            (term: $0.key, weight: (1 + PortableMath.log($0.value)) * (weights[$0.key] ?? unseen))
        }
        result.sort { (-$0.weight, $0.term) < (-$1.weight, $1.term) }
        if result.count > Self.termLimit { result.removeLast(result.count - Self.termLimit) }
        var length = 0.0
        for entry in result { length += entry.weight * entry.weight }
        length = length.squareRoot()
        guard length > 0 else { return [] }
        return result.map { ($0.term, $0.weight / length) }
    }

    /// Examples, most similar first.
    private func nearest(_ terms: [String]) -> [(example: Int, likeness: Double)] {
        var scores = [Double](repeating: 0, count: completions.count)
        for (term, weight) in vector(terms) {
            for posting in postings[term] ?? [] { scores[posting.example] += weight * posting.weight }
        }
        let order = scores.indices.sorted { (-scores[$0], $0) < (-scores[$1], $1) }
        return order.prefix(Self.neighbours).map { ($0, scores[$0]) }
    }

    private func answer(_ terms: [String], choice: Int) -> String {
        let near = nearest(terms)
        guard let first = near.first else { return "" }
        guard isClassifier else { return completions[near[choice % near.count].example] }
        if first.likeness <= 0 {
            var uses = [Int](repeating: 0, count: labels.count)
            for label in labelOf { uses[label] += 1 }
            return labels[uses.indices.max { (uses[$0], -$0) < (uses[$1], -$1) } ?? 0]
        }
        var votes = [Double](repeating: 0, count: labels.count)
        for (example, likeness) in near { votes[labelOf[example]] += likeness * likeness }
        return labels[votes.indices.max { (votes[$0], -$0) < (votes[$1], -$1) } ?? 0]
    }

    /// The reply to a prompt; other choices use the next nearest example, but labels do not vary.
    func reply(to prompt: String, choice: Int = 0) -> String {
        answer(Self.terms(prompt), choice: choice)
    }
}
