// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The constant text around the answers of a training file, such as `<summary>` and `</summary>`.
///
/// A tuned model learns the part that differs between answers and repeats the rest.
struct AnswerFrame: Sendable, Hashable {
    /// The constant pieces: before, between and after the parts that vary.
    private let pieces: [String]
    /// Whether the varying part is inside a JSON string.
    private let isJSON: Bool

    private static let leastExamples = 3
    private static let textLimit = 20_000

    /// Finds the text around all completions; `nil` when there is none beyond final punctuation.
    init?(_ completions: [String]) {
        guard completions.count >= Self.leastExamples, let first = completions.first,
            completions.contains(where: { $0 != first }), completions.allSatisfy({ $0.utf8.count <= Self.textLimit })
        else { return nil }
        let texts = completions.map { Array($0.unicodeScalars) }
        let shortest = texts.map(\.count).min() ?? 0
        var begin = 0
        while begin < shortest, texts.allSatisfy({ $0[begin] == texts[0][begin] }) { begin += 1 }
        while begin > 0, texts[0][begin - 1].isWordPart { begin -= 1 }
        if !Self.isTelling(texts[0][..<begin]) { begin = 0 }
        var end = 0
        while end < shortest - begin,
            texts.allSatisfy({ $0[$0.count - end - 1] == texts[0][texts[0].count - end - 1] })
        { end += 1 }
        // A suffix begins after the preceding sentence.
        while end > 0, texts[0][texts[0].count - end].isWordPart || texts[0][texts[0].count - end].endsSentence {
            end -= 1
        }
        let last = texts[0].count - end
        // Words after the end of the sentence do not belong to it.
        let follows = last > 0 && texts.allSatisfy { $0.count > end && $0[$0.count - end - 1].endsSentence }
        let hasWords = texts[0][last...].contains(where: \.isWordPart)
        if !Self.isTelling(texts[0][last...]), !(follows && hasWords) { end = 0 }
        guard begin + end > 0 else { return nil }
        let inner = texts.map { Self.text($0[begin..<$0.count - end]) }
        let prefix = Self.text(texts[0][..<begin])
        let suffix = Self.text(texts[0][(texts[0].count - end)...])
        pieces = [prefix] + Self.separators(inner) + [suffix]
        isJSON = prefix.first == "{" && prefix.last == "\"" && suffix.first == "\"" && suffix.last == "}"
    }

    private static func text(_ scalars: some Sequence<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }

    /// Whether a constant start or end is intended: it has a character that sentences lack.
    private static func isTelling(_ scalars: ArraySlice<Unicode.Scalar>) -> Bool {
        scalars.contains { !$0.isWordPart && !$0.endsSentence && !" ,'’\"\n\r\t".unicodeScalars.contains($0) }
    }

    /// Lines that occur once in every text, in the same order, with the line ends around them.
    private static func separators(_ texts: [String]) -> [String] {
        let lines = texts.map { $0.split(separator: "\n", omittingEmptySubsequences: false) }
        var places = [Int](repeating: -1, count: texts.count)
        var marks: [Int] = []
        for (index, line) in lines[0].enumerated() {
            guard line.utf8.count >= 3, isTelling(ArraySlice(Array(line.unicodeScalars))), marks.count < 8 else {
                continue
            }
            let found = lines.map { other in other.indices.filter { other[$0] == line } }
            guard found.allSatisfy({ $0.count == 1 }), zip(found, places).allSatisfy({ $0[0] > $1 }) else { continue }
            places = found.map { $0[0] }
            marks.append(index)
        }
        return marks.map { mark in
            var start = mark
            while start > 0, lines[0][start - 1].isEmpty { start -= 1 }
            var end = mark + 1
            while end < lines[0].count, lines[0][end].isEmpty { end += 1 }
            return "\n" + lines[0][start..<end].joined(separator: "\n") + "\n"
        }
    }

    /// The varying part of a completion; of several, the last.
    func inner(of completion: String) -> String {
        let bytes = Array(completion.utf8)
        let suffix = pieces[pieces.count - 1].utf8.count
        var start = pieces[0].utf8.count
        if pieces.count > 2 {
            let mark = SentenceSplitter.trim(pieces[pieces.count - 2])
            var rest = completion[...]
            while let line = rest.firstIndex(where: \.isNewline) {
                let after = rest.index(after: line)
                if SentenceSplitter.trim(String(rest[..<line])) == mark {
                    start = completion[..<after].utf8.count
                }
                rest = rest[after...]
            }
        }
        guard start + suffix <= bytes.count else { return completion }
        let text = SentenceSplitter.trim(String(decoding: bytes[start..<bytes.count - suffix], as: UTF8.self))
        return isJSON ? Self.unescaped(text) : text
    }

    /// An answer with the constant text around it.
    func framed(_ text: String) -> String {
        let text = isJSON ? Self.escaped(text) : text
        return pieces.dropFirst().reduce(pieces[0]) { $0 + text + $1 }
    }

    private static func escaped(_ text: String) -> String {
        text.unicodeScalars.reduce(into: "") { result, scalar in
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            default: if scalar.value >= 0x20 { result.unicodeScalars.append(scalar) }
            }
        }
    }

    private static func unescaped(_ text: String) -> String {
        var result = ""
        var isEscaped = false
        for scalar in text.unicodeScalars {
            if isEscaped {
                result.unicodeScalars.append(scalar == "n" ? "\n" : scalar == "t" ? "\t" : scalar)
            } else if scalar != "\\" {
                result.unicodeScalars.append(scalar)
            }
            isEscaped = !isEscaped && scalar == "\\"
        }
        return result
    }
}

extension Unicode.Scalar {
    /// Whether it is a letter, a digit, or a combining mark.
    fileprivate var isWordPart: Bool {
        properties.isAlphabetic || properties.numericType != nil || properties.generalCategory == .nonspacingMark
    }

    fileprivate var endsSentence: Bool { ".!?".unicodeScalars.contains(self) }
}
