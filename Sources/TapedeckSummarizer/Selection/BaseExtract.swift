// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The untuned summary: the most central sentences of a dialogue, quoted.
///
/// A sentence is central when its words recur in other sentences, as in Mihalcea and Tarau, *TextRank*, 2004. Here
/// shared words count directly, which ranks short texts alike and takes one pass.
enum BaseExtract {
    static func summary(of dialogue: Dialogue, variation: Int = 0) -> String {
        struct Line { let speaker: Int, sentence: Sentence, terms: Set<String>, order: Int }
        var lines: [Line] = []
        var spread: [String: Int] = [:]
        for turn in dialogue.turns {
            for sentence in turn.sentences where lines.count < 600 {
                let terms = Set(
                    sentence.words.lazy.filter { !$0.is(.function) }.flatMap { Terms.of($0.key) }
                )
                for term in terms { spread[term, default: 0] += 1 }
                lines.append(Line(speaker: turn.speaker, sentence: sentence, terms: terms, order: lines.count))
            }
        }
        guard !lines.isEmpty else { return "" }
        var scores: [Double] = []
        for line in lines {
            var score = 0.0
            for term in line.terms.sorted() { score += Double((spread[term] ?? 1) - 1) + 0.5 }
            // Normalises, since long sentences share more words.
            scores.append(score / (4 + Double(line.sentence.words.count)).squareRoot())
        }
        let count = min(max((lines.count + 2) / 4, 2), 4)
        let ranked = lines.indices.sorted { (-scores[$0], $0) < (-scores[$1], $1) }
        let offset = ranked.count > count ? variation % (ranked.count - count + 1) : 0
        let chosen = ranked.dropFirst(offset).prefix(count).sorted()
        var result: [String] = []
        var last = -1
        for place in chosen {
            let line = lines[place]
            let body = Dialogue.capitalised(line.sentence.text)
            let mark = line.sentence.isQuestion ? "?" : "."
            let closed = body.last.map { ".!?…".contains($0) } == true ? body : body + mark
            if line.speaker == last, let before = result.last {
                result[result.count - 1] = before.dropLast() + " " + closed + "\""
            } else {
                let verb = line.sentence.isQuestion ? "asks" : "says"
                result.append("\(dialogue.speakers[line.speaker]) \(verb), \"\(closed)\"")
            }
            last = line.speaker
        }
        return result.joined(separator: " ")
    }
}
