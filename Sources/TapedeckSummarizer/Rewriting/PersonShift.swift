// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A shift from first and second person to third: *I'll lend you my bike*, *Tom will lend Ann his bike*.
struct PersonShift {
    let speaker: Person
    let addressee: Person?
    /// People already named, for whom a pronoun is enough.
    var hasNamedSpeaker: Bool
    var hasNamedAddressee: Bool

    init(speaker: Person, addressee: Person?, subject: Person? = nil) {
        self.speaker = speaker
        self.addressee = addressee
        hasNamedSpeaker = subject == speaker
        hasNamedAddressee = subject != nil && subject == addressee
    }

    private static let beforeSubject = Lexicon.set(
        """
        that if when because and but so think know hope what where how why who say said sure wish guess until before \
        after than like while though although since unless once as whether
        """
    )

    mutating func shift(_ words: [Word]) -> [Word] {
        var result: [Word] = []
        result.reserveCapacity(words.count + 4)
        var index = 0
        var agreement: Bool?
        while index < words.count {
            let word = words[index]
            if let plural = agreement {
                if word.is(.adverb) {
                    result.append(word)
                    index += 1
                    continue
                }
                agreement = nil
                if word.is(.finite) {
                    result.append(Word(Verbs.agree(word.key, plural: plural)))
                    index += 1
                    continue
                }
            }
            let next = index + 1 < words.count ? words[index + 1].key : ""
            let previous = index > 0 ? words[index - 1].key : ""
            switch word.key {
            case "i":
                agreement = hasNamedSpeaker && speaker.isPluralPronoun
                result += hasNamedSpeaker ? [speaker.subject] : speaker.name
                hasNamedSpeaker = true
            case "me":
                result += hasNamedSpeaker ? [speaker.object] : speaker.name
                hasNamedSpeaker = true
            case "my":
                result += hasNamedSpeaker ? [speaker.possessive] : speaker.possessiveName
                hasNamedSpeaker = true
            case "mine":
                result += hasNamedSpeaker ? [Word("their"), Word("own")] : speaker.possessiveName
                if hasNamedSpeaker, speaker.gender != .unknown {
                    result.removeLast(2)
                    result.append(Word(speaker.gender == .male ? "his" : "hers"))
                }
            case "myself":
                result.append(speaker.reflexive)
            case "you" where previous == "of": result.append(Word("them"))
            case "you":
                let isSubject =
                    Self.beforeSubject.contains(previous) && (Verbs.isFinite(next) || Lexicon.adverbs.contains(next))
                    || ["are", "were", "have", "do", "will", "can"].contains(next)
                guard let addressee else {
                    result.append(Word(isSubject ? "they" : "them"))
                    break
                }
                if isSubject { agreement = hasNamedAddressee && addressee.isPluralPronoun }
                result += hasNamedAddressee ? [isSubject ? addressee.subject : addressee.object] : addressee.name
                hasNamedAddressee = true
            case "your":
                guard let addressee else {
                    result.append(Word("their"))
                    break
                }
                result += hasNamedAddressee ? [addressee.possessive] : addressee.possessiveName
                hasNamedAddressee = true
            case "yours":
                result += addressee.map { $0.possessiveName } ?? [Word("theirs")]
            case "yourself":
                result.append(addressee?.reflexive ?? Word("themselves"))
            case "we": result.append(Word("they"))
            case "us": result.append(Word("them"))
            case "our": result.append(Word("their"))
            case "ours": result.append(Word("theirs"))
            case "ourselves": result.append(Word("themselves"))
            default: result.append(word)
            }
            index += 1
        }
        return result
    }
}
