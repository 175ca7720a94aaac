// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TapedeckSimulator

struct TextEmbeddingTests {
    private let embedding = TextEmbedding(space: "test", dimensions: 1536)

    private func length(_ vector: [Float]) -> Double { TextEmbedding.cosine(vector, vector).squareRoot() }

    @Test func `paraphrases are near, and strangers are far`() {
        let vectors = Paraphrases.pairs.map { (embedding.vector(of: $0), embedding.vector(of: $1)) }
        let near = vectors.map { TextEmbedding.cosine($0, $1) }.sorted()
        var far: [Double] = []
        for (index, first) in vectors.enumerated() {
            for (other, second) in vectors.enumerated() where other != index {
                far.append(TextEmbedding.cosine(first.0, second.1))
            }
        }
        far.sort()
        let median = near[near.count / 2]
        #expect((0.4...0.55).contains(median))
        #expect(near.filter { (0.3...0.6).contains($0) }.count * 10 >= near.count * 7)
        #expect(abs(far[far.count / 2]) < 0.03)
        #expect(far[far.count * 95 / 100] < 0.1)
        // Nearly every sentence finds its paraphrase before all strangers.
        let found = vectors.enumerated().filter { index, pair in
            vectors.indices.max {
                TextEmbedding.cosine(pair.0, vectors[$0].1) < TextEmbedding.cosine(pair.0, vectors[$1].1)
            } == index
        }
        #expect(found.count >= vectors.count - 2)
    }

    @Test(arguments: ["", " ", "a", "the", "Hello, world!", "?!…", "你好,世界", "naïve CAFÉ", "🎉", "\u{0}", "x"])
    func `every text has a vector of unit length`(text: String) {
        for dimensions in [1, 2, 7, 100, 1536, 3072] {
            let vector = TextEmbedding(space: "test", dimensions: dimensions).vector(of: text)
            #expect(vector.count == dimensions)
            #expect(abs(length(vector) - 1) < 1e-6)
        }
    }

    @Test func `fewer dimensions are the first ones at unit length`() {
        let text = "The museum opens at ten and closes at six."
        let whole = embedding.vector(of: text)
        for dimensions in [1, 5, 64, 456, 1535] {
            let cut = TextEmbedding(space: "test", dimensions: dimensions).vector(of: text)
            let first = Array(whole.prefix(dimensions))
            let length = length(first)
            for (one, other) in zip(cut, first) { #expect(abs(Double(one) - Double(other) / length) < 1e-6) }
        }
    }

    @Test func `the bits are the same everywhere`() {
        // The first components as hexadecimal bits, from the first run; they may only change with the algorithm.
        let vector = embedding.vector(of: "The quick brown fox jumps over the lazy dog. Füchse, 狐狸!")
        #expect(
            vector.prefix(4).map { String($0.bitPattern, radix: 16) } == [
                "bcdc0c7f", "3bd48193", "3c965c79", "3c77988d",
            ]
        )
        var hash: UInt64 = 0
        for component in vector { hash = (hash ^ UInt64(component.bitPattern)) &* 0x0000_0100_0000_01B3 }
        #expect(String(hash, radix: 16) == "71eab0e62e86081")
    }

    @Test func `case, punctuation and common words change little`() {
        let vector = embedding.vector(of: "Bring the keys tomorrow")
        #expect(TextEmbedding.cosine(vector, embedding.vector(of: "bring the KEYS, tomorrow!")) > 0.97)
        #expect(TextEmbedding.cosine(vector, embedding.vector(of: "bring keys tomorrow")) > 0.97)
        #expect(TextEmbedding.cosine(vector, embedding.vector(of: "Bring the keys tomorrow")) > 0.999_999)
    }

    @Test func `forms of a word are near, and spaces of models are apart`() {
        func near(_ one: String, _ other: String) -> Double {
            TextEmbedding.cosine(embedding.vector(of: one), embedding.vector(of: other))
        }
        #expect(near("organize", "organizing") > 0.6)
        #expect(near("photograph", "photography") > 0.3)
        #expect(near("你好世界", "你好中国") > 0.2)
        #expect(abs(near("photograph", "umbrella")) < 0.1)
        let other = TextEmbedding(space: "other", dimensions: 1536).vector(of: "photograph")
        #expect(abs(TextEmbedding.cosine(embedding.vector(of: "photograph"), other)) < 0.1)
    }
}
