// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TapedeckRouge
import Testing

/// The engine against ``PlainRouge`` on random pairs.
///
/// `ROUGE_PROPERTY_PAIRS` sets the number of short pairs; a release build does a million in under two minutes.
@Suite struct EnginePropertyTests {
    static let metrics = ["rouge1", "rouge2", "rouge3", "rouge9", "rougeL", "rougeLsum"]

    static var pairs: Int {
        ProcessInfo.processInfo.environment["ROUGE_PROPERTY_PAIRS"].flatMap { Int($0) } ?? 4_000
    }

    @Test(arguments: [Stemmer.none, .porter])
    func `random short pairs score like the plain implementation`(stemmer: Stemmer) async throws {
        try await check(Self.pairs / 2, upTo: 14, stemmer)
    }

    @Test(arguments: [Stemmer.none, .porter])
    func `random pairs around a word of bits score like the plain implementation`(stemmer: Stemmer) async throws {
        try await check(Self.pairs / 100, upTo: 140, stemmer)
    }

    @Test(arguments: [Stemmer.none, .porter])
    func `random long pairs score like the plain implementation`(stemmer: Stemmer) async throws {
        try await check(max(8, Self.pairs / 4_000), upTo: 700, stemmer)
    }

    @Test func `each of the n-gram lengths alone scores like the plain implementation`() throws {
        var texts = RandomTexts(seed: 99)
        for length in 1...9 {
            let metric = try RougeMetric.ngram(length)
            let scorer = RougeScorer(metrics: [metric])
            for _ in 0..<60 {
                let pair = texts.pair(upTo: 150)
                let plain = PlainRouge(stemmer: .none).score(pair.candidate, against: pair.reference, metric.name)
                #expect(scorer.score(pair.candidate, against: pair.reference)[metric] == plain)
            }
        }
    }

    @Test(arguments: [0, 1, 40, 700])
    func `a long sentence is walked the same with few words of memory`(words: Int) {
        var texts = RandomTexts(seed: 7)
        let plain = PlainRouge(stemmer: .none)
        for _ in 0..<12 {
            let pair = texts.pair(upTo: 500)
            let (reference, candidate) = (Self.line(pair.reference), Self.line(pair.candidate))
            let places = RougeScorer.subsequencePlaces(in: reference, of: [candidate], keeping: words)
            #expect(places == plain.places(plain.tokens(reference), plain.tokens(candidate)))
        }
    }

    /// The text with spaces for newlines, in `\r\n` too.
    private static func line(_ text: String) -> String {
        String(decoding: text.utf8.map { $0 == 0x0A ? 0x20 : $0 }, as: UTF8.self)
    }

    private func check(_ count: Int, upTo length: UInt32, _ stemmer: Stemmer) async throws {
        let parts = min(count, 8)
        let differences = await withTaskGroup(of: [String].self) { group in
            for part in 0..<parts {
                group.addTask { Self.differences(count / parts, upTo: length, stemmer, seed: UInt32(part)) }
            }
            return await group.reduce(into: []) { $0 += $1 }
        }
        #expect(differences == [])
    }

    /// Descriptions of the first pairs that differ.
    private static func differences(_ count: Int, upTo length: UInt32, _ stemmer: Stemmer, seed: UInt32) -> [String] {
        var texts = RandomTexts(seed: seed)
        let plain = PlainRouge(stemmer: stemmer)
        var found: [String] = []
        guard let metrics = try? metrics.map(RougeMetric.init) else { return ["metrics"] }
        let scorer = RougeScorer(metrics: metrics, stemmer: stemmer)
        for _ in 0..<count where found.count < 3 {
            let pair = texts.pair(upTo: length)
            for (metric, score) in scorer.score(pair.candidate, against: pair.reference) {
                let expected = plain.score(pair.candidate, against: pair.reference, metric.name)
                if score != expected { found.append("\(metric) \(score) not \(expected) of \(pair)".debugDescription) }
            }
        }
        return found
    }
}
