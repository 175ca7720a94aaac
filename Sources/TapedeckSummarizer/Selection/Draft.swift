// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A candidate summary: clauses in the order of the dialogue.
struct Draft: Sendable {
    var clauses: [Clause]

    /// Subject and predicate of all clauses, joined as sentences.
    ///
    /// Adjacent clauses with the same subject share it. Others are joined by a comma and *and* if summaries are one
    /// sentence, or become separate sentences.
    func text(inOneSentence joins: Bool) -> String {
        var result = ""
        var previous: Clause?
        var hasJoined = false
        for clause in clauses {
            var joint: String?
            if let previous, !hasJoined { joint = self.joint(between: previous, and: clause, inOneSentence: joins) }
            if let joint {
                result += joint
            } else {
                if let last = result.last { result += ".?!\"".contains(last) ? " " : ". " }
                result += Dialogue.capitalised(Self.plain(clause.words))
            }
            hasJoined = joint != nil
            previous = clause
        }
        if let last = result.last, !".?!\"".contains(last) { result += "." }
        return result
    }

    /// The second clause as a continuation of the first; `nil` when it must be a separate sentence.
    private func joint(between first: Clause, and second: Clause, inOneSentence joins: Bool) -> String? {
        guard first.kind != .quoted, second.kind != .quoted else { return nil }
        if !first.subject.isEmpty, first.subject == second.subject, first.predicate.count + second.predicate.count < 24
        {
            return " and " + Self.plain(Self.elided(second.predicate, after: first.predicate))
        }
        // A clause whose capital may belong to its first word starts a sentence.
        guard joins, !second.subject.isEmpty || second.words.first?.isCapitalised == false else { return nil }
        return ", and " + Self.plain(second.words)
    }

    /// The predicate without a repeated auxiliary, such as a second *will*.
    private static func elided(_ predicate: [Word], after before: [Word]) -> [Word] {
        guard let first = predicate.first, first == before.first, predicate.count > 1, predicate[1].key != "not",
            before.count > 1, before[1].key != "not", ["will", "can", "should", "would"].contains(first.key)
        else { return predicate }
        return Array(predicate.dropFirst())
    }

    static func plain(_ words: [Word]) -> String {
        var result = ""
        for word in words {
            if word.isComma {
                result += ","
            } else {
                if !result.isEmpty { result += " " }
                result += word.text
            }
        }
        return result
    }
}
