// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckRouge

/// Texts made to hurt: few words so that ties are common, newlines, odd code points, all lengths around 64 tokens.
struct RandomTexts {
    private var stream: MersenneTwister

    private static let words = [
        "the", "a", "b", "c", "runs", "running", "happily", "dies", "nationally", "generalization", "The", "RUN",
        "don't",
        "x1", "42", "oed", "yyyy", "supercalifragilisticexpialidocious", "supercalifragilisticexpialidociously",
        "\u{212A}elvin", "\u{130}stanbul", "I\u{307}", "caf\u{E9}", "cafe\u{301}", "stra\u{DF}e", "\u{FF41}\u{FF42}",
        "\u{C4}\u{B0}", "a\u{1F469}\u{200D}\u{1F680}b", "\u{0}", "abcdefgh", "abcdefghi", "abcdefghijklmnop",
        "abcdefghijklmnopq", "\u{2160}\u{17F}", "\u{1E9E}", "\u{10FFFF}", "\u{C4}", "\u{E2}", "\u{201C}q\u{201D}",
    ]
    private static let separators = [
        " ", " ", " ", " ", " ", ", ", "\n", "\n\n", "\r\n", "\t", "\u{2028}", "\u{85}", "\u{A0}", "", "-", "_", ". \n",
        "\u{212A}", "\u{130}",
    ]

    init(seed: UInt32) { stream = MersenneTwister(seed: seed) }

    /// A pair of texts of up to `length` words each, half of the time made of few words only.
    mutating func pair(upTo length: UInt32) -> (candidate: String, reference: String) {
        let variety = pick([3, 5, 12, UInt32(Self.words.count)])
        return (text(upTo: length, variety), text(upTo: length, variety))
    }

    mutating func below(_ bound: UInt32) -> Int { Int(stream.next(below: bound)) }

    private mutating func text(upTo length: UInt32, _ variety: UInt32) -> String {
        var text = ""
        let separators = pick([5, 7, UInt32(Self.separators.count)])
        for _ in 0..<below(length + 1) {
            text += Self.words[below(variety)]
            text += Self.separators[below(separators)]
        }
        return text
    }

    private mutating func pick(_ choices: [UInt32]) -> UInt32 { choices[below(UInt32(choices.count))] }
}
