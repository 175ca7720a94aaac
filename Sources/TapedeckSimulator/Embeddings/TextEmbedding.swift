// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// An embedding of texts by feature hashing: texts that share words, or parts of words, point in similar directions.
///
/// Each feature of a text (a stem, a piece of a word, two neighbouring words) adds its weight to one component in eight,
/// with a sign; component and sign follow from the hash of the feature. Sums are integers and the only function is the
/// square root, so the bits are the same on every platform. Common words weigh little. A paraphrase usually has a cosine
/// of 0.3 to 0.6 with its original, and an unrelated text one near 0.
struct TextEmbedding: Sendable {
    /// Number of components of a block; each feature changes one component of each block.
    private static let blockSize = 8

    /// The number of components of a vector.
    let dimensions: Int
    private let salt: UInt64

    /// Creates an embedding.
    /// - Parameters:
    ///   - space: Name of the vector space; vectors of different spaces have nothing in common.
    ///   - dimensions: The number of components, at least 1; fewer are the first ones of more, made unit length again.
    init(space: String, dimensions: Int) {
        precondition(dimensions > 0, "A vector has components")
        self.dimensions = dimensions
        self.salt = FeatureHash.text(space)
    }

    /// The vector of a text, of unit length; the same for the same text.
    /// - Complexity: O(words of the text × dimensions).
    func vector(of text: String) -> [Float] {
        var sums = [Int32](repeating: 0, count: dimensions)
        var squares: Int64 = 0
        sums.withUnsafeMutableBufferPointer { sums in
            for feature in TextFeatures(text).features {
                squares += Int64(feature.weight) * Int64(feature.weight)
                add(feature, to: sums)
            }
            addTrace(of: text, squares: squares, to: sums)
        }
        return Self.normalized(sums)
    }

    /// The cosine of two vectors of unit length.
    static func cosine(_ first: [Float], _ second: [Float]) -> Double {
        var sum = 0.0
        for (one, other) in zip(first, second) { sum += Double(one) * Double(other) }
        return sum
    }

    private func add(_ feature: TextFeature, to sums: UnsafeMutableBufferPointer<Int32>) {
        var generator = SplitMix64(seed: feature.hash ^ salt)
        var block = 0
        while block < sums.count {
            var bits = generator.next()
            let end = min(block &+ 16 &* Self.blockSize, sums.count)
            // Four bits for each block: three for the component, one for the sign.
            while block < end {
                let index = block &+ Int(truncatingIfNeeded: bits & 7)
                // All ones for a negative sign: the complement and one more.
                let sign = 0 &- Int32(truncatingIfNeeded: bits >> 3 & 1)
                if index < end { sums[index] &+= (feature.weight ^ sign) &- sign }
                bits >>= 4
                block &+= Self.blockSize
            }
        }
    }

    /// Adds a trace of the exact text to every component, a tenth of the whole: texts with equal features still differ,
    /// and no vector is empty.
    private func addTrace(of text: String, squares: Int64, to sums: UnsafeMutableBufferPointer<Int32>) {
        let weight = Int32(max(1, (Double(squares) / Double(Self.blockSize)).squareRoot() / 10))
        var generator = SplitMix64(seed: ~FeatureHash.text(text) ^ salt)
        var start = 0
        while start < sums.count {
            var bits = generator.next()
            // Eight bits for each component, as an odd number from -255 to 255, whose root mean square is 148.
            for index in start..<min(start + 8, sums.count) {
                sums[index] &+= weight &* (2 &* Int32(truncatingIfNeeded: bits & 0xFF) &- 255) / 148
                bits >>= 8
            }
            start += 8
        }
    }

    private static func normalized(_ sums: [Int32]) -> [Float] {
        var squares: Int64 = 0
        for sum in sums { squares += Int64(sum) * Int64(sum) }
        let length = Double(squares).squareRoot()
        guard length > 0 else {
            // Sums that cancel each other, as may happen with few components.
            return [1] + [Float](repeating: 0, count: sums.count - 1)
        }
        return sums.map { Float(Double($0) / length) }
    }
}
