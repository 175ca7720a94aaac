// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The answers that a prompt allows, as in *Classify as positive, negative or neutral*.
struct AnswerOptions {
    /// The option that shares the most words with the text to classify; the first of equals.
    let choice: String

    private static let orders = [
        "classify", "categorize", "categorise", "label", "sentiment", "one of", "options", "choose", "pick", "category",
        "categories", "classes", "either",
    ]
    private static let patterns = BytePatterns(orders)

    init?(_ prompt: String) {
        guard Self.patterns.stand(in: Self.lowered(prompt)) else { return nil }
        let lines = prompt.split { $0.isNewline || $0 == "." || $0 == "?" || $0 == ";" }
        for line in lines.prefix(40) {
            guard Self.patterns.stand(in: Self.lowered(line)), let options = Self.listed(line) else { continue }
            let rest = prompt.split { $0.isNewline }.filter { !$0.contains(line) }.joined(separator: " ")
            let terms = Set(Terms.of(rest))
            let scores = options.map { option in Terms.of(option).filter(terms.contains).count }
            let best = scores.indices.max { (scores[$0], -$0) < (scores[$1], -$1) } ?? 0
            choice = options[best]
            return
        }
        return nil
    }

    /// The bytes in lower case; the search does that for ASCII.
    private static func lowered(_ text: some StringProtocol) -> ArraySlice<UInt8> {
        ArraySlice(text.utf8.contains { $0 >= 0x80 } ? text.lowercased().utf8 : String(text).utf8)
    }

    /// The members of a list in words that ends in *or* or *and*, or follows a colon.
    private static func listed(_ line: Substring) -> [String]? {
        var text = String(line.prefix(600))
        for start in [": ", " as ", " of ", " between ", " into ", "either "] {
            if let range = range(of: start, in: text) { text = String(text[range...]) }
        }
        let words = text.split(separator: " ").map { $0 == "or" || $0 == "and" ? "," : String($0) }
        let parts = words.joined(separator: " ").split { ",/|".contains($0) }
        let options = parts.map { part in
            var body = part
            while let first = body.first, !first.isLetter, !first.isNumber { body.removeFirst() }
            while let last = body.last, !last.isLetter, !last.isNumber { body.removeLast() }
            return String(body)
        }.filter { !$0.isEmpty }
        guard options.count >= 2, options.allSatisfy({ $0.split(separator: " ").count <= 3 }) else { return nil }
        return options
    }

    /// Index after the first occurrence of a part.
    private static func range(of part: String, in text: String) -> String.Index? {
        var index = text.startIndex
        while index < text.endIndex {
            if text[index...].hasPrefix(part) { return text.index(index, offsetBy: part.count) }
            index = text.index(after: index)
        }
        return nil
    }
}
