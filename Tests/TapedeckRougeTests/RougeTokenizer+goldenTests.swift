// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckRouge
import Testing

@Suite struct TokenizerGoldenTests {
    struct Text: Decodable {
        let text: String
        let tokens: [String]
        let stemmed: [String]
    }

    struct Subsequence: Decodable {
        let ref: String
        let cands: [String]
        let indices: [[Int]]
        let union: [Int]
    }

    @Test func `every text gives the same tokens and stems`() throws {
        let records = try GoldenFile.records("tokens.jsonl", as: Text.self)
        for record in records {
            #expect(DefaultTokenizer().tokens(in: record.text) == record.tokens, "\(record.text)")
            #expect(DefaultTokenizer(stemmer: .porter).tokens(in: record.text) == record.stemmed, "\(record.text)")
        }
        #expect(records.count == 176)
    }

    @Test(arguments: [("porter_vocab.tsv", 19_402), ("porter_synthetic.tsv", 2_528)])
    func `every word has the same stem`(file: String, count: Int) throws {
        let lines = try GoldenFile.lines(file)
        for line in lines {
            let parts = line.split(separator: "\t", omittingEmptySubsequences: false)
            #expect(PorterStemmer().stem(String(parts[0])) == parts[1])
        }
        #expect(lines.count == count)
    }

    @Test func `the walk takes the same places in every sentence`() throws {
        let records = try GoldenFile.records("lcs.jsonl", as: Subsequence.self)
        for record in records {
            for (candidate, places) in zip(record.cands, record.indices) {
                #expect(RougeScorer.subsequencePlaces(in: record.ref, of: [candidate]) == places)
            }
            #expect(RougeScorer.subsequencePlaces(in: record.ref, of: record.cands) == record.union)
        }
        #expect(records.count == 220)
    }

    @Test func `each code point separates or joins as Unicode's lower case says`() {
        var text = ""
        // All of the basic plane, and one in 61 beyond.
        for value in Array(0..<0x10000 as Range<UInt32>) + Array(stride(from: 0x10000, to: 0x110000, by: 61)) {
            guard let scalar = Unicode.Scalar(value) else { continue }
            text.unicodeScalars.append(contentsOf: ["a", scalar, "b", scalar, scalar, "C", "\u{307}"])
        }
        #expect(DefaultTokenizer().tokens(in: text) == PlainRouge(stemmer: .none).tokens(text))
    }
}
