// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A prompt that asks for the summary of a dialogue.
///
/// It is recognised by its dialogue: two or more consecutive lines of the form `Name: text`, anywhere
/// in the prompt. Words such as "Summarize the following conversation" before it, a marker such as `Dialogue:` and a
/// closing `Summary:` are separated from the turns.
package struct SummarizationPrompt: Sendable {
    /// The turns, one per line.
    package let dialogue: String

    let parsed: Dialogue

    /// Finds the dialogue in a prompt.
    /// - Parameters:
    ///   - prompt: The text of the user's message.
    ///   - instructions: The text of the system message; it may ask for the summary.
    package init?(_ prompt: String, instructions: String = "") {
        let text = Characters(prompt)
        let lines = text.split(text.all, at: .newline)
        let asks = SummaryWords.stand(in: text, text.all) || SummaryWords.stand(in: instructions)
        guard let range = Self.turns(in: text, lines, isAnnounced: asks) else { return nil }
        var turns = Array(lines[range])
        if let first = turns.first, let rest = Self.afterMarker(text, first) { turns[0] = rest }
        guard let parsed = Dialogue(text, lines: turns) else { return nil }
        // Without a word about summaries, lists of "Key: value" must not count as turns.
        guard asks || Self.looksLikeTalk(parsed) else { return nil }
        self.parsed = parsed
        dialogue = turns.map(text.string).joined(separator: "\n")
    }

    private static let markers = Lexicon.set(
        """
        dialogue dialog conversation chat transcript discussion messages text input instruction context task user \
        system assistant prompt note output response question answer summary summarize tl;dr
        """
    )

    /// The rest of a line after a marker, such as `Dialogue: Amanda: Hi`; `nil` without a marker.
    private static func afterMarker(_ text: Characters, _ line: Range<Int>) -> Range<Int>? {
        guard let colon = text.first(":", in: line), isMarker(text, line.lowerBound..<colon) else { return nil }
        return colon + 1..<line.upperBound
    }

    private static func isMarker(_ text: Characters, _ name: Range<Int>) -> Bool {
        let words = name.split {
            !text.units[$0].kind.contains(.letter) && text.units[$0].symbol != UInt8(ascii: ";")
        }
        guard let last = words.last else { return true }
        return markers.contains(text.string(last).lowercased())
            || words.contains { text.string($0).lowercased().hasPrefix("summar") }
    }

    /// The longest run of turns, with continuation lines between them.
    private static func turns(in text: Characters, _ lines: [Range<Int>], isAnnounced: Bool) -> Range<Int>? {
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
            let shown = text.trimmed(line.prefix(120))
            if shown.isEmpty { continue }
            let rest = afterMarker(text, shown)
            let isTurn = Dialogue.turn(text, rest.map(text.trimmed) ?? shown) != nil
            if rest != nil { close() }
            if isTurn {
                if start == nil { start = index }
                (end, foreign) = (index + 1, 0)
                count += 1
            } else if rest == nil, start != nil {
                foreign += 1
                if foreign > 2 || !isAnnounced || SummaryWords.stand(in: text, shown) { close() }
            }
        }
        close()
        guard let best, bestCount >= (isAnnounced ? 1 : 2) else { return nil }
        if bestCount == 1, lines[best].count == 1, let only = lines[best].first,
            SummaryWords.stand(in: text, only.prefix(48))
        {
            return nil
        }
        return best
    }

    private static func isMarker(_ name: Characters) -> Bool { isMarker(name, name.all) }

    private static func looksLikeTalk(_ dialogue: Dialogue) -> Bool {
        dialogue.turns.count >= 3 && dialogue.speakers.count >= 2 && dialogue.speakers.count < dialogue.turns.count
            && !dialogue.speakers.contains { isMarker(Characters($0)) }
    }
}
