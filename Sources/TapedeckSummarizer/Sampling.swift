// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The choice among a model's possible answers.
package struct Sampling: Sendable, Hashable {
    /// Index of the answer among several to the same prompt, from 0.
    package let choice: Int
    /// Temperature of the answers after the first, `0...2`; at 0 all are the best answer.
    package let temperature: Double
    /// Seed of the answers after the first.
    package let seed: UInt64

    /// The best answer.
    package static let best = Self()

    /// Creates a choice of answer.
    /// - Parameters:
    ///   - choice: Index of the answer, from 0. Answer 0 is the best one at every temperature.
    ///   - temperature: Temperature of the other answers, `0...2`.
    ///   - seed: Seed of the other answers.
    package init(choice: Int = 0, temperature: Double = 1, seed: UInt64 = 0) {
        self.choice = max(choice, 0)
        self.temperature = temperature.isFinite ? min(max(temperature, 0), 2) : 1
        self.seed = seed
    }

    private static let pool = 8
    /// Difference of expected scores that makes a draft about a third as likely at temperature 1.
    private static let scale = 0.02

    /// Rank of the answer, for models that rank without scores.
    var variation: Int { temperature > 0 ? choice : 0 }

    /// The number of texts to choose from.
    var candidates: Int { variation > 0 ? Self.pool : 1 }

    /// Draws a text; they are given best first, with their expected scores.
    func pick(_ ranked: [(text: String, score: Double)]) -> String? {
        guard let best = ranked.first, choice > 0, temperature > 0 else { return ranked.first?.text }
        let pool = ranked.prefix(Self.pool)
        let weights = pool.map { PortableMath.exp(($0.score - best.score) / (Self.scale * temperature)) }
        var generator = SplitMix64(seed: seed &+ UInt64(choice) &* 0x9E37_79B9_7F4A_7C15)
        var rest = generator.unit() * weights.reduce(0, +)
        for (candidate, weight) in zip(pool, weights) {
            rest -= weight
            if rest <= 0 { return candidate.text }
        }
        return best.text
    }
}
