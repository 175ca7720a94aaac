// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A conversation between named people.
struct Dialogue: Sendable {
    struct Turn: Sendable {
        /// Position in ``speakers``.
        var speaker: Int
        var sentences: [Sentence]
    }

    /// Names in the order of their first turns.
    var speakers: [String] = []
    var turns: [Turn] = []

    /// Whether it is running text instead of a conversation.
    private(set) var isPlainText = false

    /// Maximum number of turns; the middle of a longer dialogue is left out.
    static let turnLimit = 400

    /// Reads lines of the form `Name: text`; other lines continue the turn before.
    ///
    /// `nil` when fewer than half of the lines begin with a name, or there are none.
    init?(_ text: Characters, lines: [Range<Int>]) {
        var raw: [(name: Range<Int>, texts: [Range<Int>], size: Int)] = []
        var count = 0
        for line in lines {
            let trimmed = text.trimmed(line.prefix(SentenceSplitter.limit))
            if trimmed.isEmpty { continue }
            count += 1
            if let turn = Self.turn(text, trimmed) {
                raw.append((turn.name, [turn.text], text.utf8(turn.text).count))
            } else if let last = raw.indices.last, raw[last].size < SentenceSplitter.limit {
                raw[last].texts.append(trimmed)
                raw[last].size += 1 + text.utf8(trimmed).count
            }
        }
        guard !raw.isEmpty, raw.count * 2 > count else { return nil }
        if raw.count > Self.turnLimit {
            raw.removeSubrange(Self.turnLimit / 2..<raw.count - Self.turnLimit / 2)
        }
        var places: [String: Int] = [:]
        for (range, texts, _) in raw {
            let name = text.string(range)
            let key = name.lowercased()
            let place = places[key] ?? speakers.count
            if place == speakers.count {
                places[key] = place
                speakers.append(Self.capitalised(name))
            }
            let sentences =
                texts.count == 1
                ? SentenceSplitter.sentences(text, texts[0])
                : SentenceSplitter.sentences(texts.map(text.string).joined(separator: "\n"))
            turns.append(Turn(speaker: place, sentences: sentences))
        }
    }

    /// Reads running text as the words of one nameless speaker.
    init(text: String) {
        isPlainText = true
        let sentences = text.split { $0.isNewline }.prefix(Self.turnLimit).flatMap {
            SentenceSplitter.sentences(String($0))
        }
        if !sentences.isEmpty {
            speakers = [""]
            turns = sentences.prefix(Self.turnLimit).map { Turn(speaker: 0, sentences: [$0]) }
        }
    }

    /// Splits a line at its first colon if the text before looks like a name.
    static func turn(_ text: Characters, _ line: Range<Int>) -> (name: Range<Int>, text: Range<Int>)? {
        guard let colon = text.first(":", in: line.prefix(48)) else { return nil }
        let name = text.trimmed(line.lowerBound..<colon)
        let rest = colon + 1..<line.upperBound
        guard (1...40).contains(name.count), isNameStart(text.units[name.lowerBound]),
            name.allSatisfy({ isNamePart(text.units[$0]) })
        else { return nil }
        let words = name.split { text.units[$0].symbol == UInt8(ascii: " ") }
        guard words.count <= 4 else { return nil }
        // A link or a time of day is not a name.
        guard !text.starts(rest, with: "//"), !text.starts(rest, with: "\\") else { return nil }
        if words.count > 1, words.allSatisfy({ isSmall(text, $0.lowerBound) }) { return nil }
        return (name, text.trimmed(rest))
    }

    private static func isNameStart(_ unit: Characters.Unit) -> Bool {
        unit.kind.contains(.letter) || unit.symbol == UInt8(ascii: "#")
    }

    private static func isNamePart(_ unit: Characters.Unit) -> Bool {
        if !unit.kind.isDisjoint(with: [.letter, .number]) { return true }
        switch unit.symbol {
        case UInt8(ascii: " "), UInt8(ascii: "."), UInt8(ascii: "'"), Characters.closingQuote, UInt8(ascii: "_"),
            UInt8(ascii: "-"), UInt8(ascii: "#"), UInt8(ascii: "&"), UInt8(ascii: "("), UInt8(ascii: ")"):
            return true
        default: return false
        }
    }

    private static func isSmall(_ text: Characters, _ index: Int) -> Bool {
        text.string(index..<index + 1).first?.isLowercase == true
    }

    static func capitalised(_ text: String) -> String {
        // Most texts begin with a capital already.
        if let first = text.utf8.first, (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(first) { return text }
        guard let first = text.first, first.isLowercase else { return text }
        return first.uppercased() + text.dropFirst()
    }

    /// The person a turn addresses: the only other one, else the one who spoke last before it or next after it.
    func addressee(ofTurn index: Int) -> Int? {
        let speaker = turns[index].speaker
        if speakers.count == 2 { return 1 - speaker }
        for before in stride(from: index - 1, through: 0, by: -1) where turns[before].speaker != speaker {
            return turns[before].speaker
        }
        for after in turns.indices.dropFirst(index + 1) where turns[after].speaker != speaker {
            return speakers.count > 2 ? nil : turns[after].speaker
        }
        return nil
    }
}
