// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A search for drafts to rank: single clauses, pairs and triples from different parts of the dialogue.
struct DraftSearch {
    static let pool = 14
    static let kept = 30

    private struct Part {
        let clause: Clause
        let terms: [Int32]
        let score: Double
    }

    /// One, two or three parts, by their positions among those chosen.
    private struct Combination {
        var places: (Int, Int?, Int?)
        var score: Double
    }

    /// The best drafts by expected overlap, best first, with their features.
    static func drafts(_ clauses: [Clause], _ measure: inout DraftMeasure) -> [(draft: Draft, features: DraftFeatures)]
    {
        let parts = chosen(clauses, &measure)
        let words = parts.map { DraftMeasure.ClauseWords($0.clause) }
        return best(parts, &measure).map { combination in
            let (first, second, third) = combination.places
            let places = [first] + (second.map { [$0] } ?? []) + (third.map { [$0] } ?? [])
            let draft = Draft(clauses: places.map { parts[$0].clause })
            let terms = places.flatMap { parts[$0].terms }
            return (draft, measure.features(of: draft, places.map { words[$0] }, terms: terms))
        }
    }

    /// The best forms of clauses, in the order of the dialogue.
    private static func chosen(_ clauses: [Clause], _ measure: inout DraftMeasure) -> [Part] {
        var parts: [Part] = []
        let longest = measure.analysis.dialogue.isPlainText ? 50 : ClausePolish.longest
        for clause in clauses {
            for form in ClausePolish.forms(of: clause, longest: longest) {
                let terms = measure.numbers(form.words)
                parts.append(Part(clause: form, terms: terms, score: measure.expectation(terms)))
            }
        }
        let scores = parts.map(\.score)
        let order = scores.indices.sorted { (-scores[$0], $0) < (-scores[$1], $1) }
        var chosen: [Int] = []
        var uses: [Int: Int] = [:]
        for index in order where chosen.count < pool {
            let source = parts[index].clause.sources[0]
            if uses[source, default: 0] >= 3 { continue }
            uses[source, default: 0] += 1
            chosen.append(index)
        }
        let turns = parts.map(\.clause.turn)
        chosen.sort { (turns[$0], $0) < (turns[$1], $1) }
        return chosen.map { parts[$0] }
    }

    /// The best combinations, best first; of equals those found first.
    ///
    /// The overlap of two parts goes on from that of the first, and that of three from that of two.
    private static func best(_ parts: [Part], _ measure: inout DraftMeasure) -> [Combination] {
        let apart = parts.map { one in parts.map { isApart(one.clause, $0.clause) } }
        let longest = Int(1.7 * measure.expectedLength) + 4
        var best: [Combination] = []
        func add(_ places: (Int, Int?, Int?), _ overlap: Double, count: Int) {
            let score = measure.expectation(overlap: overlap, count: count)
            if best.count == kept, let last = best.last, score <= last.score { return }
            if best.count == kept { best.removeLast() }
            let place = best.lastIndex { $0.score >= score }.map { $0 + 1 } ?? 0
            best.insert(Combination(places: places, score: score), at: place)
        }
        for (first, one) in parts.enumerated() {
            let ofOne = measure.add(one.terms, to: 0)
            add((first, nil, nil), ofOne, count: one.terms.count)
            for second in parts.indices.dropFirst(first + 1) where apart[first][second] {
                let two = parts[second]
                let ofTwo = measure.add(two.terms, to: ofOne)
                let count = one.terms.count + two.terms.count
                if count <= longest { add((first, second, nil), ofTwo, count: count) }
                if measure.expectedLength > 14, count <= longest {
                    for third in parts.indices.dropFirst(second + 1) where apart[first][third] && apart[second][third] {
                        let three = parts[third]
                        guard count + three.terms.count <= longest else { continue }
                        let ofThree = measure.add(three.terms, to: ofTwo)
                        add((first, second, third), ofThree, count: count + three.terms.count)
                        measure.remove(three.terms)
                    }
                }
                measure.remove(two.terms)
            }
            measure.remove(one.terms)
        }
        return best
    }

    private static func isApart(_ first: Clause, _ second: Clause) -> Bool {
        !first.sources.contains { second.sources.contains($0) } && (first.kind != .quoted || second.kind != .quoted)
    }
}
