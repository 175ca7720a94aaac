// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The kind of text a string property expects, from its name and description.
enum TextKind: Hashable, Sendable {
    case reply, title, request, points, keywords, place, name, date, weekday, mailAddress, address, other

    /// The kind that the words of a name say, else those of a description.
    init(name: String, summary: String?) {
        if let kind = Self.kind(of: TextWords.lowercased(of: name.prefix(200)), all: true) {
            self = kind
            return
        }
        self = summary.flatMap { Self.kind(of: TextWords.lowercased(of: $0.prefix(200)), all: false) } ?? .other
    }

    private static func kind(of words: [String], all: Bool) -> TextKind? {
        // The last word of a name says most: `city_name` is a name, yet of a city, so places go before names.
        let stems = words.map(TextWords.stem)
        for (kind, terms) in terms where all || kind.isSpecific {
            if stems.contains(where: terms.contains) { return kind }
        }
        return nil
    }

    /// Whether a mention in a description is enough to tell.
    private var isSpecific: Bool {
        switch self {
        case .place, .date, .weekday, .mailAddress, .address: true
        default: false
        }
    }

    private static let terms: [(TextKind, Set<String>)] = [
        (.mailAddress, ["email", "mail"]),
        (.address, ["url", "uri", "link", "website", "homepage"]),
        (.place, ["city", "location", "place", "country", "town", "destination", "origin", "region", "state"]),
        (.weekday, ["day", "weekday"]),
        (.date, ["date", "deadline", "birthday"]),
        (.keywords, ["keyword", "tag", "topic", "category", "entity", "theme"]),
        (.points, ["point", "step", "item", "fact", "highlight", "bullet", "note", "sentence", "action"]),
        (
            .reply,
            [
                "summary", "text", "answer", "reply", "response", "content", "explanation", "description", "reason",
                "reasoning", "output", "result", "conclusion", "final", "message", "analysi", "analysis", "body",
                "rationale",
            ]
        ),
        (.title, ["title", "subject", "headline", "label"]),
        (.request, ["query", "question", "input", "prompt", "search", "expression", "request", "term", "q"]),
        (
            .name,
            ["name", "person", "author", "speaker", "customer", "participant", "people", "attendee", "user", "company"]
        ),
    ]
}
