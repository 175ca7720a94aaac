// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The text of a sound, with the times at which it is said.
struct Transcript: Sendable, Hashable {
    /// A part of the text, and when it is said, in seconds.
    struct Part: Sendable, Hashable {
        let text: String
        /// Who says it, such as `A`.
        var speaker = "A"
        let start: Double
        let end: Double
    }

    /// The whole text.
    let text: String
    /// Duration of the sound in seconds.
    let duration: Double
    /// The sentences, or the lines where lines name their speakers.
    let segments: [Part]
    /// The words, without the signs around them.
    let words: [Part]

    /// Spreads a text over a duration, each word by its length.
    ///
    /// Lines of the form `NAME: words` are said by a speaker of that name; otherwise all is said by one.
    init(_ text: String, duration: Double) {
        let lines = Self.lines(of: text)
        self.text = lines.map(\.text).joined(separator: " ")
        self.duration = duration
        let total = max(1, self.text.unicodeScalars.count)
        var position = 0
        // Times are in fiftieths of a second, as the service's models tell them.
        func time() -> Double { min(duration, (Double(position) / Double(total) * duration * 50).rounded() / 50) }
        var segments: [Part] = []
        var words: [Part] = []
        for line in lines {
            for sentence in Self.sentences(of: line.text) {
                let start = time()
                for word in sentence.split(separator: " ") {
                    let start = time()
                    position += word.unicodeScalars.count + 1
                    let bare = word.trimmingSigns
                    if !bare.isEmpty {
                        words.append(Part(text: bare, speaker: line.speaker, start: start, end: time()))
                    }
                }
                segments.append(Part(text: sentence, speaker: line.speaker, start: start, end: time()))
            }
        }
        self.segments = segments
        self.words = words
    }

    private static func lines(of text: String) -> [(speaker: String, text: String)] {
        let lines = text.split(whereSeparator: \.isNewline).map { line in
            line.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        }
        .filter { !$0.isEmpty }
        let spoken = lines.map { line -> (speaker: String, text: String)? in
            guard let colon = line.firstIndex(of: ":"), colon > line.startIndex, line[..<colon].count <= 20 else {
                return nil
            }
            let words = line[line.index(after: colon)...]
            guard words.first == " ", line[..<colon].allSatisfy({ $0.isLetter || $0.isNumber || $0 == " " }) else {
                return nil
            }
            return (String(line[..<colon]), String(words.dropFirst()))
        }
        guard spoken.count > 1, spoken.allSatisfy({ $0 != nil }) else { return [("A", lines.joined(separator: " "))] }
        return spoken.compactMap { $0 }
    }

    /// The sentences: a full stop, question mark or exclamation mark before a blank ends one.
    private static func sentences(of text: String) -> [String] {
        var sentences: [String] = []
        var words: [Substring] = []
        for word in text.split(separator: " ") {
            words.append(word)
            guard let last = word.last, ".?!".contains(last) else { continue }
            sentences.append(words.joined(separator: " "))
            words = []
        }
        if !words.isEmpty { sentences.append(words.joined(separator: " ")) }
        return sentences
    }
}

extension Substring {
    /// The text without punctuation at both ends.
    fileprivate var trimmingSigns: String {
        let isSign: (Character) -> Bool = { !$0.isLetter && !$0.isNumber && $0 != "'" }
        guard let start = firstIndex(where: { !isSign($0) }), let end = lastIndex(where: { !isSign($0) }) else {
            return ""
        }
        return String(self[start...end])
    }
}
