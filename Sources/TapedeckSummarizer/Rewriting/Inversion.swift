// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The parts of a yes/no question: *Did you call her?* is *did*, *you*, *call her*.
struct Inversion {
    var auxiliary: String
    var isNegated: Bool
    var subject: [Word]
    var rest: [Word]

    init?(_ words: [Word], isOpen: Bool = false) {
        guard let first = words.first, first.is(.auxiliary), words.count >= 2 else { return nil }
        auxiliary = first.key
        var index = 1
        isNegated = words[1].key == "not"
        if isNegated { index = 2 }
        guard index < words.count else { return nil }
        let start = index
        let head = words[index]
        index += 1
        if head.key.hasSuffix("'s") || head.is(.determiner),
            !["that", "this", "these", "those"].contains(head.key) || index < words.count - 1
        {
            index += 1
            while index < words.count, index < start + 5, !Self.endsSubject(words[index], auxiliary) { index += 1 }
            if index == words.count, !isOpen, index > start + 2 { index -= 1 }
        } else if ["anyone", "someone", "everyone", "anybody", "somebody", "everybody"].contains(head.key),
            index < words.count,
            words[index].key.hasPrefix("else")
        {
            index += words[index].key == "else" ? 1 : 2
        } else if head.isCapitalised, head.key != "i", index < words.count, words[index].isCapitalised {
            index += 1
        }
        if index + 1 < words.count, words[index].key == "and", head.isCapitalised || head.key == "you" { index += 2 }
        subject = Array(words[start..<min(index, words.count)])
        rest = Array(words[min(index, words.count)...])
        if rest.first?.key == "not" {
            isNegated = true
            rest.removeFirst()
        }
    }

    private static func endsSubject(_ word: Word, _ auxiliary: String) -> Bool {
        word.is(.function) && !["of", "and"].contains(word.key)
            || word.is(.time)
            || word.isNumber || word.key.hasSuffix("ing")
            || (word.is(.base)
                && ["do", "does", "did", "can", "could", "will", "would", "should"].contains(auxiliary))
            || ["ok", "okay", "ready", "free", "fine", "good", "done", "home", "here", "there"].contains(word.key)
    }

    var isPluralSubject: Bool {
        guard let last = subject.last else { return false }
        return ["we", "they", "these", "those"].contains(last.key) || subject.contains { $0.key == "and" }
            || (subject.count > 1 && last.key.hasSuffix("s") && ["are", "were", "do", "have"].contains(auxiliary))
    }

    /// The predicate in the order of a statement, agreeing with its subject; `nil` for an unknown verb.
    func predicate(plural: Bool, negated: Bool) -> [Word]? {
        var body = rest
        var leading: [Word] = []
        while let first = body.first, first.is(.adverb), body.count > 1 {
            if first.key != "ever" { leading.append(first) }
            body.removeFirst()
        }
        // A "no" to a negated question says the same as to the plain one.
        switch auxiliary {
        case "do", "does", "did":
            guard let verb = body.first else { return nil }
            guard verb.is(.base) || verb.key == "be" else { return nil }
            if negated {
                return [Word(auxiliary == "did" ? "did" : plural ? "do" : "does"), Word("not")] + leading + body
            }
            let form = auxiliary == "did" ? Verbs.past(verb.key) : plural ? verb.key : Verbs.thirdPerson(verb.key)
            return leading + Word.words(form) + body.dropFirst()
        default:
            guard !body.isEmpty else { return nil }
            let form = Word(Verbs.agree(auxiliary, plural: plural))
            return [form] + (negated ? [Word("not")] : []) + leading + body
        }
    }
}
