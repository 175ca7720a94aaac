// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckSummarizer

/// A feature of a text with its weight, in 1/1024.
struct TextFeature: Sendable {
    let hash: UInt64
    let weight: Int32
}

/// The features by which texts are compared: stems, pieces of words, and pairs of neighbouring words.
struct TextFeatures: Sendable {
    /// Kinds of features; equal letters of different kinds are different features.
    private enum Kind: UInt64 {
        case stem = 1
        case piece = 2
        case pair = 3
    }

    /// Share of a word's weight that its stem has; the pieces have the rest.
    private static let stemShare = 0.6
    private static let pieceShare = 0.7
    private static let pairWeight = 820.0
    /// Lengths of the pieces of a word, its beginning and end counted.
    private static let pieceLengths = 3...4
    /// Maximum number of letters of a word that are cut into pieces.
    private static let pieceLimit = 64

    /// The features in the order in which the text first shows them.
    private(set) var features: [TextFeature] = []

    init(_ text: String) {
        let words = EmbeddedWords.list(text)
        var numbers: [String: Int] = [:]
        var distinct: [(word: String, count: Int)] = []
        var pairs: [UInt64: Int] = [:]
        var pairOrder: [UInt64] = []
        var previous: UInt64?
        var stems: [UInt64?] = []
        for word in words {
            let number: Int
            if let known = numbers[word] {
                number = known
                distinct[number].count += 1
            } else {
                number = distinct.count
                numbers[word] = number
                distinct.append((word, 1))
                stems.append(WordWeight.isCommon(word) ? nil : FeatureHash.text(stem(word), kind: Kind.stem.rawValue))
            }
            // Pairs pass over common words: "price of oil" has the pair of "price oil".
            guard let current = stems[number] else { continue }
            if let previous {
                let pair = FeatureHash.pair(previous, current, kind: Kind.pair.rawValue)
                if pairs.updateValue((pairs[pair] ?? 0) + 1, forKey: pair) == nil { pairOrder.append(pair) }
            }
            previous = current
        }
        for (word, count) in distinct { add(word, count: count) }
        for pair in pairOrder { add(pair, Self.pairWeight * Double(pairs[pair] ?? 1).squareRoot()) }
    }

    private mutating func add(_ word: String, count: Int) {
        let weight = WordWeight.weight(of: word) * Double(count).squareRoot()
        add(FeatureHash.text(stem(word), kind: Kind.stem.rawValue), weight * Self.stemShare)
        // A common word is one piece.
        guard !WordWeight.isCommon(word) else {
            add(FeatureHash.text(word, kind: Kind.piece.rawValue), weight * Self.pieceShare)
            return
        }
        let letters = [0x3C] + word.unicodeScalars.prefix(Self.pieceLimit).map(\.value) + [0x3E]
        let pieces = Self.pieceLengths.reduce(0) { $0 + max(0, letters.count - $1 + 1) }
        let share = weight * Self.pieceShare / Double(max(1, pieces)).squareRoot()
        for length in Self.pieceLengths where letters.count >= length {
            for start in 0...(letters.count - length) {
                add(FeatureHash.scalars(letters[start..<(start + length)], kind: Kind.piece.rawValue), share)
            }
        }
    }

    private mutating func add(_ hash: UInt64, _ weight: Double) {
        features.append(TextFeature(hash: hash, weight: Int32(weight.rounded())))
    }
}

/// Hashes of features (FNV-1a, 64 bits).
enum FeatureHash {
    private static let offset: UInt64 = 0xCBF2_9CE4_8422_2325
    private static let prime: UInt64 = 0x0000_0100_0000_01B3

    static func text(_ text: String, kind: UInt64 = 0) -> UInt64 {
        var hash = start(kind)
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* prime }
        return hash
    }

    static func scalars(_ scalars: ArraySlice<UInt32>, kind: UInt64) -> UInt64 {
        var hash = start(kind)
        for scalar in scalars { hash = (hash ^ UInt64(scalar)) &* prime }
        return hash
    }

    static func pair(_ first: UInt64, _ second: UInt64, kind: UInt64) -> UInt64 {
        ((start(kind) ^ first) &* prime ^ second) &* prime
    }

    private static func start(_ kind: UInt64) -> UInt64 { (offset ^ kind) &* prime }
}
