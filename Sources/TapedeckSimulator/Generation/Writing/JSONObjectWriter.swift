// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// A writer of `json_object` answers: the members the conversation names, else one with the plain answer.
struct JSONObjectWriter {
    let facts: ConversationFacts
    let reply: String

    /// The object.
    var document: JSONValue {
        var source = AnswerSource(facts: facts, reply: reply)
        let names = namedMembers
        guard !names.isEmpty else {
            let name = facts.speaksOf("summary") || facts.speaksOf("summarize") ? "summary" : "answer"
            return .object([JSONMember(name: name, value: .string(reply))])
        }
        return .object(
            names.map { name in
                let text = source.strings(TextKind(name: name, summary: nil)).first ?? reply
                return JSONMember(name: name, value: .string(text))
            }
        )
    }

    /// Common words that are also plausible names of members.
    private static let namesOfMembers: Set<String> = ["name", "value", "number", "list", "object", "function", "tool"]

    /// Names in quotation marks, or listed after `keys` or `fields`.
    var namedMembers: [String] {
        let isName: (String) -> Bool = { name in
            (1...40).contains(name.utf8.count) && name.isPlainName && name.first?.isNumber == false
        }
        let quoted = facts.quotations.filter(isName)
        if !quoted.isEmpty { return Array(quoted.prefix(20)) }
        guard let start = facts.request.range(ofWord: ["keys", "fields", "properties", "members", "key", "field"])
        else {
            return []
        }
        var names: [String] = []
        for token in facts.request[start...].split(maxSplits: 40, whereSeparator: \.isWhitespace) {
            let name = String(token.filter { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" })
            if ["and", "or", "named", "called", "the", ""].contains(name) { continue }
            guard isName(name), !names.contains(name), name.lowercased() == name,
                !TextWords.common.contains(name) || Self.namesOfMembers.contains(name)
            else {
                break
            }
            names.append(name)
            if let last = token.last, ".;!?".contains(last) { break }
        }
        return names
    }
}

extension String {
    /// Index after the first whole word of a set.
    fileprivate func range(ofWord words: Set<String>) -> Index? {
        var start: Index?
        for index in indices + [endIndex] {
            if index < endIndex, self[index].isLetter {
                start = start ?? index
            } else if let begin = start {
                if words.contains(self[begin..<index].lowercased()) {
                    return index < endIndex && self[index] == ":" ? self.index(after: index) : index
                }
                start = nil
            }
        }
        return nil
    }
}
