// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// Facts from a conversation that fill structured output and tool arguments.
struct ConversationFacts: Sendable {
    /// The most characters that are looked at.
    private static let textLimit = 20_000

    /// The user's last message.
    let request: String
    /// Numbers in order, as spelled.
    private(set) var numbers: [String] = []
    /// Text between quotation marks.
    private(set) var quotations: [String] = []
    /// Names: runs of capitalised words that do not begin a sentence.
    private(set) var names: [String] = []
    /// Names after a word such as `in` or `from`, and what is listed with them.
    private(set) var places: [String] = []
    /// Those who speak in a dialogue of lines such as `Name: text`.
    private(set) var speakers: [String] = []
    private(set) var addresses: [String] = []
    private(set) var mailAddresses: [String] = []
    private(set) var dates: [String] = []
    private(set) var weekdays: [String] = []
    /// The stems of all its words.
    private(set) var stems: Set<String> = []
    private var words: [String] = []
    /// Where each word stands, for looking up values of enumerations.
    private var wordPlaces: [String: [Int]] = [:]
    /// The words that say something, the most frequent first.
    private(set) var keywords: [String] = []

    init(_ messages: [ConversationMessage]) {
        let last = messages.last { $0.role == "user" } ?? messages.last
        request = String((last?.text ?? "").prefix(Self.textLimit))
        words = TextWords.lowercased(of: request)
        for (place, word) in words.enumerated() { wordPlaces[word, default: []].append(place) }
        stems = Set(TextWords.stems(of: request))
        readKeywords()
        readQuotations()
        readSpeakers()
        readTokens()
    }

    /// Whether a text, such as a value of an enumeration, is named word by word.
    func mentions(_ text: String) -> Bool {
        // What is longer than a name is no name.
        guard text.utf8.count <= 400 else { return false }
        let wanted = TextWords.lowercased(of: text)
        guard let first = wanted.first, let places = wordPlaces[first] else { return false }
        return wanted.count == 1 || places.contains { words[$0...].prefix(wanted.count).elementsEqual(wanted) }
    }

    /// Whether a word of a property's name is used.
    func speaksOf(_ name: String) -> Bool {
        TextWords.stems(of: name.prefix(200)).contains { stems.contains($0) }
    }

    private mutating func readKeywords() {
        var counts: [String: Int] = [:]
        var order: [String] = []
        for word in words where word.count > 2 && !TextWords.common.contains(word) && Int(word) == nil {
            if counts.updateValue((counts[word] ?? 0) + 1, forKey: word) == nil { order.append(word) }
        }
        // Sorting is stable, so of equally frequent words the first comes first.
        keywords = Array(order.sorted { counts[$0] ?? 0 > counts[$1] ?? 0 }.prefix(20))
    }

    private mutating func readQuotations() {
        let closing: [Character: Character] = ["\"": "\"", "“": "”", "`": "`", "«": "»", "„": "“"]
        var open: Character?
        var quotation = ""
        for character in request {
            if let end = open {
                if character == end {
                    if !quotation.isEmpty, quotation.count <= 200 { Self.add(quotation, to: &quotations) }
                    open = nil
                } else {
                    quotation.append(character)
                }
            } else if let end = closing[character] {
                open = end
                quotation = ""
            }
        }
    }

    private mutating func readSpeakers() {
        for line in request.split(whereSeparator: \.isNewline) {
            guard let colon = line.firstIndex(of: ":"), colon != line.startIndex else { continue }
            let name = line[..<colon]
            guard name.count <= 30, name.first?.isUppercase == true, name.split(separator: " ").count <= 3,
                line.index(after: colon) < line.endIndex, line[line.index(after: colon)] == " "
            else { continue }
            Self.add(String(name), to: &speakers)
        }
    }

    private mutating func readTokens() {
        var run: [Substring] = []
        var isPlace = false
        var previous = ""
        var beginsSentence = true
        for token in request.split(whereSeparator: \.isWhitespace) {
            let word = token.trimmed
            read(word)
            let isCapitalised = word.first?.isUppercase == true && word != "I" && !word.hasPrefix("I'")
            let isName = isCapitalised && !(beginsSentence && Self.openers.contains(word.lowercased()))
            if isName {
                if run.isEmpty { isPlace = Self.prepositions.contains(previous) || (previous == "and" && isPlace) }
                run.append(word)
            }
            let endsRun = !isName || token.last != word.last
            if endsRun, !run.isEmpty {
                let name = run.joined(separator: " ")
                Self.add(name, to: &names)
                if isPlace { Self.add(name, to: &places) }
                run = []
            }
            beginsSentence = token.last.map { ".!?:".contains($0) } ?? false
            previous = token.last == "," && isName ? "and" : word.lowercased()
        }
        if !run.isEmpty {
            let name = run.joined(separator: " ")
            Self.add(name, to: &names)
            if isPlace { Self.add(name, to: &places) }
        }
    }

    private mutating func read(_ word: Substring) {
        guard let first = word.utf8.first else { return }
        if word.contains("@"), StringFormat.email.accepts(String(word)) { Self.add(String(word), to: &mailAddresses) }
        if word.contains("://"), StringFormat.uri.accepts(String(word)) { Self.add(String(word), to: &addresses) }
        if Self.dayNames.contains(word.lowercased()) { Self.add(String(word), to: &weekdays) }
        guard (0x30...0x39).contains(first) || first == UInt8(ascii: "-") || first == UInt8(ascii: "$") else { return }
        if StringFormat.date.accepts(String(word)) { Self.add(String(word), to: &dates) }
        var digits = word.drop { $0 == "$" }
        if digits.hasSuffix("%") { digits = digits.dropLast() }
        let plain = digits.filter { $0 != "," }
        if plain.utf8.count <= 15, plain.utf8.allSatisfy({ (0x2D...0x39).contains($0) && $0 != 0x2F }),
            let value = Double(plain), value.isFinite
        {
            let integer = Int(exactly: value)
            numbers.append(integer.map { "\($0)" } ?? "\(value)")
        }
    }

    private static func add(_ text: String, to list: inout [String]) {
        guard list.count < 50, !list.contains(text) else { return }
        list.append(text)
    }

    private static let prepositions: Set<String> = [
        "in", "at", "from", "to", "near", "around", "for", "of", "between", "visit", "visiting",
    ]
    private static let dayNames: Set<String> = [
        "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
    ]
    private static let openers: Set<String> = TextWords.common.union([
        "answer", "call", "extract", "find", "give", "let", "list", "look", "make", "my", "now", "say", "show",
        "summarize", "summarise", "the", "write", "translate", "describe", "explain", "explore", "create", "generate",
        "thanks", "thank", "today", "tomorrow", "yes", "check", "add", "book", "send", "search", "return", "respond",
        "provide", "compute", "calculate", "what's", "who's", "where's", "how's", "i'm", "it's", "dialogue",
    ])
}

extension Substring {
    /// Without punctuation around it.
    fileprivate var trimmed: Substring {
        var text = self
        while let last = text.last, !last.isLetter, !last.isNumber, last != "%", last != "/" { text.removeLast() }
        if text.hasSuffix("'s") || text.hasSuffix("’s") { text.removeLast(2) }
        while let first = text.first, !first.isLetter, !first.isNumber, first != "-", first != "$" {
            text.removeFirst()
        }
        return text
    }
}
