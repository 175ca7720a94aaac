// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckTokens

/// Invented token probabilities: the same for the same text, and at most 1 in total at each position.
struct TokenLogprobs {
    let encoding: TokenEncoding
    /// Number of alternatives for each token.
    let alternatives: Int

    /// The `logprobs` entries of tokens.
    func entries(_ tokens: [Int]) -> [JSONValue] {
        var state: UInt64 = 0x7461_7065
        return tokens.map { token in
            state = (state ^ UInt64(truncatingIfNeeded: token)) &* 0x0000_0100_0000_01B3
            var generator = SplitMix64(seed: state)
            return entry(token, &generator)
        }
    }

    private func entry(_ token: Int, _ generator: inout SplitMix64) -> JSONValue {
        // Most tokens are nearly sure, some are not.
        let roll = Double(generator.next(below: 10_000)) / 10_000
        let probability = 1 - 0.6 * roll * roll * roll - 0.0002
        var top: [JSONValue] = []
        var shown: Set<Int> = [token]
        // Leaves a remainder, since the smallest shares are rounded up.
        var rest = 1 - probability - 1e-6
        for rank in 0..<alternatives {
            guard rank > 0 else {
                top.append(.object(members(token, probability)))
                continue
            }
            let share = rest * 0.55
            rest -= share
            let other = alternative(to: &shown, &generator)
            top.append(.object(members(other, max(share, 1e-9))))
        }
        return .object(members(token, probability) + [JSONMember(name: "top_logprobs", value: .array(top))])
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

    private func members(_ token: Int, _ probability: Double) -> [JSONMember] {
        let bytes = encoding.bytes(of: token) ?? []
        let text =
            String(validating: bytes, as: UTF8.self) ?? bytes.map { "\\x" + CollectionOfOne($0).hexadecimal }.joined()
        return [
            JSONMember(name: "token", value: .string(text)),
            JSONMember(name: "logprob", value: .decimal(Self.logarithm(of: probability))),
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
