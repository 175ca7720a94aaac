// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// Hands out the strings and numbers of a conversation to the places of a structured answer, each to one of them first.
struct AnswerSource {
    let facts: ConversationFacts
    /// The text a plain answer would have.
    let reply: String
    private var cursors: [TextKind: Int] = [:]
    private var nextNumber: Int
    private let replySentences: [String]

    /// - Parameters:
    ///   - facts: What the conversation says.
    ///   - reply: The text a plain answer would have.
    ///   - start: How many strings and numbers of each kind were handed out before.
    init(facts: ConversationFacts, reply: String, start: Int = 0) {
        self.facts = facts
        self.reply = reply
        self.nextNumber = start
        self.replySentences = Array(TextWords.sentences(of: reply).prefix(20))
        for kind in [TextKind.place, .name, .date, .weekday, .mailAddress, .address, .other] { cursors[kind] = start }
    }

    /// The strings of a kind that the conversation has, if any, in order.
    func found(_ kind: TextKind) -> [String] {
        switch kind {
        case .reply: reply.isEmpty ? [] : [reply]
        case .title: replySentences.first.map { [Self.shortened($0)] } ?? []
        case .request: facts.request.isEmpty ? [] : [facts.quotations.first ?? facts.request]
        case .points: replySentences
        case .keywords: facts.keywords
        case .place: facts.places.isEmpty ? facts.names : facts.places
        case .name: facts.speakers.isEmpty ? facts.names : facts.speakers
        case .date: facts.dates.isEmpty ? facts.weekdays : facts.dates
        case .weekday: facts.weekdays.isEmpty ? facts.dates : facts.weekdays
        case .mailAddress: facts.mailAddresses
        case .address: facts.addresses
        case .other: facts.quotations + facts.weekdays + facts.names
        }
    }

    /// Strings for a place, the best first.
    mutating func strings(_ kind: TextKind) -> [String] {
        let found = found(kind)
        let cursor = cursors[kind] ?? 0
        cursors[kind] = cursor + 1
        var strings: [String] = []
        if !found.isEmpty {
            let start = cursor % found.count
            strings += found[start...] + found[..<start]
        }
        if kind != .other { strings += facts.names }
        strings += facts.keywords.dropFirst(cursor % max(1, facts.keywords.count))
        if !reply.isEmpty { strings.append(reply) }
        return strings
    }

    /// Numbers for a place, the best first.
    mutating func numbers() -> [String] {
        guard nextNumber < facts.numbers.count else { return [] }
        defer { nextNumber += 1 }
        return Array(facts.numbers[nextNumber...])
    }

    private static func shortened(_ sentence: String) -> String {
        let words = sentence.split(separator: " ").prefix(8).joined(separator: " ")
        return String(words.reversed().drop { ".,;:!?".contains($0) }.reversed())
    }
}
