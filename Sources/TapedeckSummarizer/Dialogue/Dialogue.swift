// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A conversation between named people.
struct Dialogue: Sendable {
    struct Turn: Sendable {
        /// Position in ``speakers``.
        var speaker: Int
        var text: String
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
    init?(lines: [Substring]) {
        var raw: [(name: String, text: String)] = []
        var count = 0
        for line in lines {
            let trimmed = SentenceSplitter.trim(String(line.prefix(SentenceSplitter.limit)))
            if trimmed.isEmpty { continue }
            count += 1
            if let turn = Self.turn(trimmed) {
                raw.append(turn)
            } else if !raw.isEmpty {
                if raw[raw.count - 1].text.utf8.count < SentenceSplitter.limit {
                    raw[raw.count - 1].text += "\n" + trimmed
                }
            }
        }
        guard !raw.isEmpty, raw.count * 2 > count else { return nil }
        if raw.count > Self.turnLimit {
            raw.removeSubrange(Self.turnLimit / 2..<raw.count - Self.turnLimit / 2)
        }
        var places: [String: Int] = [:]
        for (name, text) in raw {
            let key = name.lowercased()
            let place = places[key] ?? speakers.count
            if place == speakers.count {
                places[key] = place
                speakers.append(Self.capitalised(name))
            }
            turns.append(Turn(speaker: place, text: text, sentences: SentenceSplitter.sentences(text)))
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
            turns = sentences.prefix(Self.turnLimit).map { Turn(speaker: 0, text: $0.text, sentences: [$0]) }
        }
    }

    /// Splits a line at its first colon if the text before looks like a name.
    static func turn(_ line: String) -> (name: String, text: String)? {
        guard let colon = line.prefix(48).firstIndex(of: ":") else { return nil }
        let name = SentenceSplitter.trim(String(line[..<colon]))
        let text = line[line.index(after: colon)...]
        let words = name.split(separator: " ")
        guard (1...4).contains(words.count), name.count <= 40, name.first?.isLetter == true || name.first == "#" else {
            return nil
        }
        guard name.allSatisfy({ $0.isLetter || $0.isNumber || " .'’_-#&()".contains($0) }) else { return nil }
        // A link or a time of day is not a name.
        guard !text.hasPrefix("//"), !text.hasPrefix("\\") else { return nil }
        if words.count > 1, words.allSatisfy({ $0.first?.isLowercase == true }) { return nil }
        return (name, SentenceSplitter.trim(String(text)))
    }

    static func capitalised(_ text: String) -> String {
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
