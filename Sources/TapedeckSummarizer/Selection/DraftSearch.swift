// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A search for drafts to rank: single clauses, pairs and triples from different parts of the dialogue.
struct DraftSearch {
    static let pool = 14
    static let kept = 30

    /// The best drafts by expected overlap, best first, with their features.
    static func drafts(_ clauses: [Clause], _ measure: inout DraftMeasure) -> [(draft: Draft, features: DraftFeatures)]
    {
        var parts: [(clause: Clause, terms: [Int32], score: Double)] = []
        for clause in clauses {
            for form in ClausePolish.forms(
                of: clause,
                longest: measure.analysis.dialogue.isPlainText ? 50 : ClausePolish.longest
            ) {
                let terms = form.words.flatMap { Terms.of($0.key) }.map { measure.number($0) }
                parts.append((form, terms, measure.expectation(terms)))
            }
        }
        let order = parts.indices.sorted { (-parts[$0].score, $0) < (-parts[$1].score, $1) }
        var chosen: [Int] = []
        var uses: [Int: Int] = [:]
        for index in order where chosen.count < pool {
            let source = parts[index].clause.sources[0]
            if uses[source, default: 0] >= 3 { continue }
            uses[source, default: 0] += 1
            chosen.append(index)
        }
        chosen.sort { (parts[$0].clause.turn, $0) < (parts[$1].clause.turn, $1) }
        var found: [(places: [Int], terms: [Int32], score: Double)] = []
        let longest = Int(1.7 * measure.expectedLength) + 4
        func add(_ places: [Int]) {
            let terms = places.flatMap { parts[$0].terms }
            if terms.count <= longest || places.count == 1 { found.append((places, terms, measure.expectation(terms))) }
        }
        for (first, one) in chosen.enumerated() {
            add([one])
            for (second, two) in chosen.enumerated().dropFirst(first + 1)
            where isApart(parts[one].clause, parts[two].clause) {
                add([one, two])
                guard measure.expectedLength > 14 else { continue }
                for three in chosen.dropFirst(second + 1)
                where isApart(parts[one].clause, parts[three].clause) && isApart(parts[two].clause, parts[three].clause)
                {
                    add([one, two, three])
                }
            }
        }
        let best = found.indices.sorted { (-found[$0].score, $0) < (-found[$1].score, $1) }.prefix(kept)
        return best.map { index in
            let draft = Draft(clauses: found[index].places.map { parts[$0].clause })
            return (draft, measure.features(of: draft, terms: found[index].terms))
        }
    }

    private static func isApart(_ first: Clause, _ second: Clause) -> Bool {
        !first.sources.contains { second.sources.contains($0) } && (first.kind != .quoted || second.kind != .quoted)
    }
}
