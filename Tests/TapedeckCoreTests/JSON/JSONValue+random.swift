// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckTestSupport

extension JSONValue {
    /// A document of any shape, with characters and numbers that are apt to go wrong.
    static func random(depth: Int, using generator: inout SplitMix64) -> JSONValue {
        switch Int.random(in: 0..<(depth > 0 ? 7 : 5), using: &generator) {
        case 0: return .null
        case 1: return .bool(Bool.random(using: &generator))
        case 2: return .integer(Int64(bitPattern: UInt64.random(in: 0...UInt64.max, using: &generator)))
        case 3: return randomNumber(using: &generator)
        case 4: return .string(randomText(using: &generator))
        case 5:
            return .array(
                (0..<Int.random(in: 0..<5, using: &generator)).map { _ in
                    random(depth: depth - 1, using: &generator)
                }
            )
        default:
            return .object(
                (0..<Int.random(in: 0..<5, using: &generator)).map { _ in
                    JSONMember(name: randomText(using: &generator), value: random(depth: depth - 1, using: &generator))
                }
            )
        }
    }

    private static func randomNumber(using generator: inout SplitMix64) -> JSONValue {
        let double = Double(bitPattern: UInt64.random(in: 0...UInt64.max, using: &generator))
        let spelling = double.isFinite ? "\(double)" : "1.50E-7"
        return (try? JSONValue(parsing: Array(spelling.utf8))) ?? .null
    }

    private static func randomText(using generator: inout SplitMix64) -> String {
        let parts = [
            "a", "b", "Z", "0", " ", "\"", "\\", "/", "\n", "\r", "\t", "\u{0}", "\u{1F}", "\u{7F}", "é", "e\u{301}",
            "€",
            "\u{E000}", "\u{FFFF}", "😀", "\u{10FFFF}", "דּ", "\u{2028}",
        ]
        return (0..<Int.random(in: 0..<6, using: &generator)).reduce(into: "") { text, _ in
            text += parts[Int.random(in: parts.indices, using: &generator)]
        }
    }
}
