// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The untuned model's short reply to a prompt without a dialogue.
enum PlainReply {
    static func reply(to prompt: String) -> String {
        let text = SentenceSplitter.trim(prompt.prefix(characters: 20_000))
        guard text.contains(where: { $0.isLetter || $0.isNumber }) else { return "There is no text to answer." }
        if let echo = echo(text) { return echo }
        if let option = AnswerOptions(text)?.choice { return option }
        let sentences = SentenceSplitter.sentences(text)
        if sentences.count > 2, SummaryWords.stand(in: text) { return extract(text, sentences) }
        guard let first = sentences.first else { return "There is no text to answer." }
        if ["hi", "hello", "hey"].contains(first.words.first?.key), sentences.count == 1, first.words.count < 4 {
            return "Hello! How can I help?"
        }
        let asked = sentences.last { $0.isQuestion } ?? first
        let shown = shortened(asked.text)
        if asked.isQuestion { return "You asked: \"\(shown)?\" This simulated model has no knowledge to answer from." }
        return "You wrote: \"\(shown)\". This simulated model summarizes dialogues and cannot do more with it."
    }

    /// The beginning of a sentence's text, which has single spaces already.
    private static func shortened(_ text: String) -> String {
        if text.utf8.count <= 200, text.utf8.allSatisfy({ $0 < 0x80 }), text.utf8.count(where: { $0 == 0x20 }) < 24 {
            return text
        }
        let words = text.split(whereSeparator: \.isWhitespace)
        let short = words.prefix(24).joined(separator: " ")
        return String(short.prefix(200)) + (words.count > 24 || short.count > 200 ? "…" : "")
    }

    /// The text to repeat, for prompts such as *Say this is a test*.
    private static func echo(_ text: String) -> String? {
        // All orders begin with one of these letters.
        guard let first = text.utf8.first, "sSrRaA".utf8.contains(first) else { return nil }
        let lowered = text.lowercased()
        for order in ["say ", "repeat after me: ", "repeat: ", "reply with ", "respond with ", "answer with "]
        where lowered.hasPrefix(order) && text.count < 200 && !text.contains(where: { $0.isNewline }) {
            var rest = text.dropFirst(order.count)
            for word in ["exactly ", "just ", "only ", "the word ", "\"", "'", ":"]
            where rest.lowercased().hasPrefix(word) {
                rest = rest.dropFirst(word.count)
            }
            while let last = rest.last, "\"' .".contains(last) { rest.removeLast() }
            guard !rest.isEmpty else { return nil }
            let body = Dialogue.capitalised(String(rest))
            return ".!?".contains(body.last ?? " ") ? body : body + "."
        }
        return nil
    }

    /// The most central sentence of a text; of a long text, the two most central ones.
    private static func extract(_ text: String, _ sentences: [Sentence]) -> String {
        // The number of sentences that have a term, by the number of the term.
        var spread: [Int] = []
        var numbers: [String: Int] = [:]
        let terms = sentences.map { sentence in
            var own: [Int] = []
            for word in sentence.words where !word.is(.function) {
                let number = numbers[word.key] ?? spread.count
                if number == spread.count {
                    numbers[word.key] = number
                    spread.append(0)
                }
                if !own.contains(number) { own.append(number) }
            }
            for number in own { spread[number] += 1 }
            return own
        }
        let scores = terms.indices.map { index in
            let shared = terms[index].reduce(0) { $0 + spread[$1] - 1 }
            let asks = index < 2 && SummaryWords.stand(in: sentences[index].text)
            return asks ? -1.0 : (Double(shared) + 1) / (4 + Double(terms[index].count)).squareRoot()
        }
        let count = sentences.count > 8 ? 2 : 1
        let best = scores.indices.sorted { (-scores[$0], $0) < (-scores[$1], $1) }.prefix(count).sorted()
        return best.map { index in
            let body = Dialogue.capitalised(shortened(sentences[index].text))
            return ".!?…".contains(body.last ?? " ") ? body : body + (sentences[index].isQuestion ? "?" : ".")
        }.joined(separator: " ")
    }
}
