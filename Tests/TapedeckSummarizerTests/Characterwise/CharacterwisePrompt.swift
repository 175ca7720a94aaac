// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

@testable import TapedeckSummarizer

/// The dialogue of a prompt by Swift's own characters, which the summarizer must agree with.
struct CharacterwisePrompt {
    let dialogue: String
    var speakers: [String] = []
    var turns: [(speaker: Int, sentences: [Sentence])] = []

    init?(_ prompt: String, instructions: String = "") {
        let lines = prompt.split(omittingEmptySubsequences: false) { $0.isNewline }
        let asks = Self.asksForSummary(prompt) || Self.asksForSummary(instructions)
        guard let range = Self.turns(in: lines, isAnnounced: asks) else { return nil }
        var turns = Array(lines[range])
        if let first = turns.first, let rest = Self.afterMarker(first) { turns[0] = rest }
        dialogue = turns.joined(separator: "\n")
        guard read(turns) else { return nil }
        // Without a word about summaries, lists of "Key: value" must not count as turns.
        guard asks || looksLikeTalk else { return nil }
    }

    private mutating func read(_ lines: [Substring]) -> Bool {
        var raw: [(name: String, text: String)] = []
        var count = 0
        for line in lines {
            let trimmed = CharacterwiseSplitter.trim(String(line.prefix(SentenceSplitter.limit)))
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
        guard !raw.isEmpty, raw.count * 2 > count else { return false }
        if raw.count > Dialogue.turnLimit {
            raw.removeSubrange(Dialogue.turnLimit / 2..<raw.count - Dialogue.turnLimit / 2)
        }
        var places: [String: Int] = [:]
        for (name, text) in raw {
            let key = name.lowercased()
            let place = places[key] ?? speakers.count
            if place == speakers.count {
                places[key] = place
                speakers.append(Dialogue.capitalised(name))
            }
            turns.append((place, CharacterwiseSplitter.sentences(text)))
        }
        return true
    }

    /// Splits a line at its first colon if the text before looks like a name.
    static func turn(_ line: String) -> (name: String, text: String)? {
        guard let colon = line.prefix(48).firstIndex(of: ":") else { return nil }
        let name = CharacterwiseSplitter.trim(String(line[..<colon]))
        let text = line[line.index(after: colon)...]
        let words = name.split(separator: " ")
        guard (1...4).contains(words.count), name.count <= 40, name.first?.isLetter == true || name.first == "#" else {
            return nil
        }
        guard name.allSatisfy({ $0.isLetter || $0.isNumber || " .'’_-#&()".contains($0) }) else { return nil }
        // A link or a time of day is not a name.
        guard !text.hasPrefix("//"), !text.hasPrefix("\\") else { return nil }
        if words.count > 1, words.allSatisfy({ $0.first?.isLowercase == true }) { return nil }
        return (name, CharacterwiseSplitter.trim(String(text)))
    }

    private static let instructions = [
        "summar", "tl;dr", "tldr", "brief of", "sum up", "gist", "recap", "zusammenfass", "résum", "resum",
    ]
    private static let markers = Lexicon.set(
        """
        dialogue dialog conversation chat transcript discussion messages text input instruction context task user \
        system assistant prompt note output response question answer summary summarize tl;dr
        """
    )

    static func asksForSummary(_ prompt: String) -> Bool {
        let shown = (prompt.prefix(600) + prompt.suffix(200)).lowercased()
        return instructions.contains { shown.contains($0) }
    }

    /// The rest of a line after a marker, such as `Dialogue: Amanda: Hi`; `nil` without a marker.
    private static func afterMarker(_ line: Substring) -> Substring? {
        guard let colon = line.firstIndex(of: ":"), isMarker(line[..<colon]) else { return nil }
        return line[line.index(after: colon)...]
    }

    private static func isMarker(_ name: Substring) -> Bool {
        let words = name.lowercased().split { !$0.isLetter && $0 != ";" }.map(String.init)
        guard let last = words.last else { return true }
        return markers.contains(last) || words.contains { $0.hasPrefix("summar") }
    }

    /// The longest run of turns, with continuation lines between them.
    private static func turns(in lines: [Substring], isAnnounced: Bool) -> Range<Int>? {
        var best: Range<Int>?
        var bestCount = 0
        var start: Int?
        var end = 0
        var count = 0
        func close() {
            if let start, count > bestCount { (best, bestCount) = (start..<end, count) }
            start = nil
            count = 0
        }
        var foreign = 0
        for (index, line) in lines.enumerated() {
            let shown = CharacterwiseSplitter.trim(String(line.prefix(120)))
            if shown.isEmpty { continue }
            let rest = afterMarker(shown[...])
            let isTurn =
                rest.map { Self.turn(CharacterwiseSplitter.trim(String($0))) != nil } ?? (Self.turn(shown) != nil)
            if rest != nil { close() }
            if isTurn {
                if start == nil { start = index }
                (end, foreign) = (index + 1, 0)
                count += 1
            } else if rest == nil, start != nil {
                foreign += 1
                if foreign > 2 { close() } else if asksForSummary(shown) { close() } else if !isAnnounced { close() }
            }
        }
        close()
        guard let best, bestCount >= (isAnnounced ? 1 : 2) else { return nil }
        if bestCount == 1, lines[best].count == 1, let only = lines[best].first, asksForSummary(String(only.prefix(48)))
        {
            return nil
        }
        return best
    }

    private var looksLikeTalk: Bool {
        turns.count >= 3 && speakers.count >= 2 && speakers.count < turns.count
            && !speakers.contains { Self.isMarker($0[...]) }
    }
}
