// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckTokens

/// Invented token probabilities: the same for the same text, and at most 1 in total at each position.
struct TokenLogprobs {
    let encoding: TokenEncoding
    /// Number of alternatives for each token.
    let alternatives: Int

    /// A token with the logarithm of its probability.
    struct Candidate: Sendable {
        let token: Int
        let logprob: Double
    }

    /// The candidates for a place: the token that was written, and the likeliest ones with it.
    struct Place: Sendable {
        let written: Candidate
        /// The likeliest candidates, the written one first; as many as alternatives are asked for.
        let top: [Candidate]
    }

    /// The `logprobs` entries of tokens, as chat completions and responses show them.
    func entries(_ tokens: [Int]) -> [JSONValue] {
        places(tokens).map { place in
            let top = place.top.map { JSONValue.object(members($0)) }
            return .object(members(place.written) + [JSONMember(name: "top_logprobs", value: .array(top))])
        }
    }

    /// The candidates for the places of tokens.
    func places(_ tokens: [Int]) -> [Place] {
        var state: UInt64 = 0x7461_7065
        return tokens.map { token in
            state = (state ^ UInt64(truncatingIfNeeded: token)) &* 0x0000_0100_0000_01B3
            var generator = SplitMix64(seed: state)
            return place(token, &generator)
        }
    }

    private func place(_ token: Int, _ generator: inout SplitMix64) -> Place {
        // Most tokens are nearly sure, some are not.
        let roll = Double(generator.next(below: 10_000)) / 10_000
        let probability = 1 - 0.6 * roll * roll * roll - 0.0002
        let written = Candidate(token: token, logprob: Self.logarithm(of: probability))
        var top: [Candidate] = []
        var shown: Set<Int> = [token]
        // Leaves a remainder, since the smallest shares are rounded up.
        var rest = 1 - probability - 1e-6
        for rank in 0..<alternatives {
            guard rank > 0 else {
                top.append(written)
                continue
            }
            let share = rest * 0.55
            rest -= share
            let other = alternative(to: &shown, &generator)
            top.append(Candidate(token: other, logprob: Self.logarithm(of: max(share, 1e-9))))
        }
        return Place(written: written, top: top)
    }

    /// A token of whole characters that is not among the alternatives yet.
    private func alternative(to shown: inout Set<Int>, _ generator: inout SplitMix64) -> Int {
        for _ in 0..<200 {
            let token = 256 + generator.next(below: 20_000)
            guard let bytes = encoding.bytes(of: token), String(validating: bytes, as: UTF8.self) != nil,
                shown.insert(token).inserted
            else { continue }
            return token
        }
        return 13
    }

    private func members(_ candidate: Candidate) -> [JSONMember] {
        let bytes = encoding.bytes(of: candidate.token) ?? []
        let text =
            String(validating: bytes, as: UTF8.self) ?? bytes.map { "\\x" + CollectionOfOne($0).hexadecimal }.joined()
        return [
            JSONMember(name: "token", value: .string(text)),
            JSONMember(name: "logprob", value: .decimal(candidate.logprob)),
            JSONMember(name: "bytes", value: .array(bytes.map { .integer($0) })),
        ]
    }

    /// The natural logarithm to six decimals, in basic arithmetic so that every machine prints the same; rounded
    /// down, so that probabilities never add up to more than 1.
    private static func logarithm(of probability: Double) -> Double {
        var value = probability
        var halvings = 0.0
        while value < 0.7 {
            value *= 2
            halvings += 1
        }
        let ratio = (value - 1) / (value + 1)
        var power = ratio
        var sum = 0.0
        for divisor in stride(from: 1.0, through: 31, by: 2) {
            sum += power / divisor
            power *= ratio * ratio
        }
        let logarithm = 2 * sum - halvings * 0.693_147_180_559_945_3
        return (logarithm * 1e6).rounded(.down) / 1e6
    }
}
