// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

@testable import TapedeckSummarizer

/// Random text of words, marks and characters that are hard to split, the same in every run.
struct RandomText {
    private var generator: SplitMix64

    init(seed: UInt64) {
        generator = SplitMix64(seed: seed)
    }

    private static let words = [
        "I", "i'm", "can’t", "don't", "gonna", "she's", "been", "called", "the", "meet", "at", "6", "2nd", "tonight",
        "Anna",
        "NASA", "Mr", "Dr", "p.m", "e.g", "lol", "ok", "summarize", "Sum up", "résumé", "re\u{301}sume\u{301}", "gist",
        "recap", "TL;DR", "tl\u{37E}dr", "zusammenfassen", "user", "Dialogue", "Člověk", "Олег", "李雷",
        "İstanbul", "ΟΔΟΣ", "http://x.y", "www.a.b", "<file>",
    ]
    private static let pieces = [
        " ", " ", " ", ".", ". ", "..", "?", "!", "?!", ",", ", ", ":", ": ", ";", "\n", "\n", "\r\n", "\r", "\u{2028}",
        "\u{85}",
        "\t", "-", " - ", "–", "—", "…", "？", "！", "。", "(", ")", "[", "\"", "'", "’", "‘", "`", "\u{1FEF}", "#", "&",
        "_", "*", "/", "\\", "%", "$", "£", "€", "=", "^", "\u{301}", "\u{200D}", "\u{FE0F}", "\u{AD}", "\u{600}",
        "\u{1F602}", "\u{1F469}\u{200D}\u{1F467}", "\u{1F1E9}", "\u{1F1EA}", "\u{915}\u{94D}", "\u{937}\u{93F}",
        "\u{1100}", "\u{1161}", "\u{212A}",
        "\u{2665}", "\u{E33}", "\0",
    ]
    private static let names = [
        "Tom: ", "Ann: ", "Mary Ann: ", "Dr. No:", "#1: ", "the dog: ", "user: ", "Éva: ", "Олег: ", "a\u{301}b: ",
        "Summary: ",
        "10:30 ", "x//y: ",
    ]

    /// A text, often one with lines of a dialogue.
    mutating func next() -> String {
        var text = ""
        for _ in 0..<Int(generator.next() % 60) {
            switch generator.next() % 8 {
            case 0...3: text += pick(Self.words) + " "
            case 4...6: text += pick(Self.pieces)
            default: text += "\n" + pick(Self.names)
            }
        }
        return text
    }

    mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int(generator.next() % UInt64(elements.count))]
    }
}
