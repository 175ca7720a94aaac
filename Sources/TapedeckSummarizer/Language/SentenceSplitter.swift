// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A sentence of a turn, in words, without its final punctuation.
struct Sentence: Sendable {
    var words: [Word]
    var isQuestion: Bool
    /// The source text, without surrounding white space.
    var text: String
}

/// A splitter of running text into sentences and words.
enum SentenceSplitter {
    /// Maximum length of a text, in characters; the rest is ignored.
    static let limit = 4096

    static func sentences(_ text: String) -> [Sentence] {
        let characters = Characters(text)
        return sentences(characters, characters.all)
    }

    static func sentences(_ text: Characters, _ range: Range<Int>) -> [Sentence] {
        var text = text
        var end = range.prefix(limit).endIndex
        var result: [Sentence] = []
        var start = range.lowerBound
        var index = start
        func finish(at place: Int, question: Bool = false) {
            let words = words(text, start..<place)
            if !words.isEmpty {
                result.append(Sentence(words: words, isQuestion: question, text: shown(text, start..<place)))
            }
        }
        while index < end {
            let unit = text.units[index]
            let next = index + 1 < end ? text.units[index + 1] : nil
            let place = index
            var ends = true
            var isQuestion = false
            switch unit.symbol {
            case UInt8(ascii: "?"), UInt8(ascii: "!"), Characters.ellipsis, Characters.wideQuestionMark,
                Characters.wideExclamationMark, Characters.wideFullStop:
                isQuestion = unit.symbol == UInt8(ascii: "?") || unit.symbol == Characters.wideQuestionMark
                while index + 1 < end, isEndMark(text.units[index + 1].symbol) {
                    index += 1
                    isQuestion = isQuestion || text.units[index].symbol == UInt8(ascii: "?")
                }
            case UInt8(ascii: ".") where next?.kind.isDisjoint(with: [.letter, .number]) ?? true:
                while index + 1 < end, isFullStop(text.units[index + 1].symbol) { index += 1 }
                isQuestion = text.units[index].symbol == UInt8(ascii: "?")
                ends = isQuestion || !abbreviates(text, start..<place)
                if !ends, index > place {
                    // An abbreviation keeps one full stop.
                    text = text.removing(place + 1..<index + 1)
                    end -= index - place
                    index = place
                }
            case UInt8(ascii: "\n"), Characters.lineEnd, UInt8(ascii: ";"), UInt8(ascii: "("), UInt8(ascii: ")"),
                UInt8(ascii: "["), UInt8(ascii: "]"), Characters.shortDash, Characters.longDash:
                break
            case UInt8(ascii: "-"):
                let isBeforeSpace = next.map { $0.symbol == UInt8(ascii: " ") } ?? true
                ends = isBeforeSpace && place > start && text.units[place - 1].symbol == UInt8(ascii: " ")
            default: ends = unit.kind.contains(.emoji)
            }
            index += 1
            if ends {
                finish(at: place, question: isQuestion)
                start = index
            }
        }
        finish(at: end)
        return result
    }

    private static func isFullStop(_ symbol: UInt8) -> Bool {
        symbol == UInt8(ascii: ".") || symbol == UInt8(ascii: "?") || symbol == UInt8(ascii: "!")
    }

    private static func isEndMark(_ symbol: UInt8) -> Bool {
        isFullStop(symbol) || symbol == Characters.ellipsis || symbol == Characters.wideQuestionMark
            || symbol == Characters.wideExclamationMark
    }

    // MARK: - Words

    /// Words and commas, without emoticons, links and file placeholders.
    static func words(_ text: Characters, _ range: Range<Int>) -> [Word] {
        var result: [Word] = []
        var start = range.lowerBound
        while start < range.upperBound {
            guard !text.units[start].kind.contains(.whitespace) else {
                start += 1
                continue
            }
            var end = start + 1
            while end < range.upperBound, !text.units[end].kind.contains(.whitespace) { end += 1 }
            addWords(of: start..<end, text, to: &result)
            start = end + 1
        }
        while result.last?.isComma == true { result.removeLast() }
        while result.first?.isComma == true { result.removeFirst() }
        Contractions.resolveHas(in: &result)
        return result
    }

    /// Adds the words of text without white space.
    private static func addWords(of piece: Range<Int>, _ text: Characters, to result: inout [Word]) {
        let first = text.units[piece.lowerBound].symbol
        if first == UInt8(ascii: "<") || text.starts(piece, with: "http") || text.starts(piece, with: "www.") { return }
        var (start, end) = (piece.lowerBound, piece.upperBound)
        while end > start, isEdge(text.units[end - 1]) { end -= 1 }
        let comma = UInt8(ascii: ",")
        let isBeforeComma = end > start && (end..<piece.upperBound).contains { text.units[$0].symbol == comma }
        while end > start, isEdge(text.units[start]), !isCurrency(text.units[start].symbol) { start += 1 }
        guard (start..<end).contains(where: { isLetterOrNumber(text.units[$0]) }) else {
            if piece.contains(where: { text.units[$0].symbol == comma }), result.last?.isComma == false {
                result.append(.comma)
            }
            return
        }
        // Emoticons such as :D or xD contain no words.
        let opensEmoticon = first == UInt8(ascii: ":") || first == UInt8(ascii: ";") || first == UInt8(ascii: "=")
        if opensEmoticon, end - start <= 2 { return }
        Contractions.addExpanded(text, start..<end, to: &result)
        if isBeforeComma { result.append(.comma) }
    }

    private static func isLetterOrNumber(_ unit: Characters.Unit) -> Bool {
        !unit.kind.isDisjoint(with: [.letter, .number])
    }

    private static func isCurrency(_ symbol: UInt8) -> Bool {
        symbol == UInt8(ascii: "$") || symbol == Characters.pound || symbol == Characters.euro
    }

    private static func isEdge(_ unit: Characters.Unit) -> Bool {
        !(isLetterOrNumber(unit) || unit.symbol == UInt8(ascii: "%") || unit.symbol == Characters.euro
            || unit.symbol == Characters.pound)
    }

    private static let abbreviations: [StaticString] = [
        "Mr", "Mrs", "Ms", "Dr", "St", "p.m", "a.m", "e.g", "i.e", "approx",
    ]

    private static func abbreviates(_ text: Characters, _ range: Range<Int>) -> Bool {
        abbreviations.contains { abbreviation in
            let start = range.upperBound - abbreviation.utf8CodeUnitCount
            return text.ends(range, with: abbreviation)
                && (start == range.lowerBound || !text.units[start - 1].kind.contains(.letter))
        }
    }

    // MARK: - Text

    /// A sentence as quoted: single spaces, and no rest of an emoticon at its end.
    private static func shown(_ text: Characters, _ range: Range<Int>) -> String {
        var (start, end) = (range.lowerBound, range.upperBound)
        while start < end, text.units[start].kind.contains(.whitespace) { start += 1 }
        while start < end, isLeftOver(text.units[end - 1]) { end -= 1 }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8(start..<end).count)
        var first = start
        for index in start..<end where text.units[index].kind.contains(.whitespace) {
            if index > first {
                bytes += text.utf8(first..<index)
                bytes.append(UInt8(ascii: " "))
            }
            first = index + 1
        }
        bytes += text.utf8(first..<end)
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func isLeftOver(_ unit: Characters.Unit) -> Bool {
        if unit.kind.contains(.whitespace) { return true }
        switch unit.symbol {
        case UInt8(ascii: ":"), UInt8(ascii: ";"), UInt8(ascii: "="), UInt8(ascii: "-"), UInt8(ascii: "*"),
            UInt8(ascii: ","), UInt8(ascii: "/"), UInt8(ascii: "\\"), UInt8(ascii: "<"), UInt8(ascii: "^"):
            return true
        default: return false
        }
    }

    static func trim(_ text: String) -> String {
        var body = text[...]
        while body.first?.isWhitespace == true { body.removeFirst() }
        while body.last?.isWhitespace == true { body.removeLast() }
        return String(body)
    }
}
