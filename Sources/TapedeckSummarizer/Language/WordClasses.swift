// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The classes of a word that rules ask for, found once for each word.
struct WordClasses: OptionSet, Hashable {
    let rawValue: UInt32

    static let auxiliary = Self(1 << 0)
    static let bePronoun = Self(1 << 1)
    static let pronoun = Self(1 << 2)
    static let vaguePronoun = Self(1 << 3)
    static let question = Self(1 << 4)
    static let determiner = Self(1 << 5)
    static let preposition = Self(1 << 6)
    static let adverb = Self(1 << 7)
    static let filler = Self(1 << 8)
    static let opener = Self(1 << 9)
    static let closer = Self(1 << 10)
    static let yes = Self(1 << 11)
    static let no = Self(1 << 12)
    static let time = Self(1 << 13)
    static let function = Self(1 << 14)
    /// A verb's base form, past, and third person.
    static let base = Self(1 << 15)
    static let past = Self(1 << 16)
    static let thirdPerson = Self(1 << 17)

    /// An adverb that a clause loses, and what stands for other words.
    static let droppable = Self(1 << 18)
    static let contraction = Self(1 << 19)
    /// A word without content at the start of a sentence, and a conjunction at which one can end early.
    static let empty = Self(1 << 20)
    static let linker = Self(1 << 21)

    /// A verb form that can follow a subject.
    static let finite: Self = [.auxiliary, .base, .past, .thirdPerson]

    init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    private init(_ rawValue: UInt32) {
        self.init(rawValue: rawValue)
    }

    private static let listed: [String: WordClasses] = {
        let lists: [(WordClasses, Set<String>)] = [
            (.auxiliary, Lexicon.auxiliaries), (.bePronoun, Lexicon.bePronouns), (.pronoun, Lexicon.pronouns),
            (.vaguePronoun, Lexicon.vaguePronouns), (.question, Lexicon.questionWords),
            (.determiner, Lexicon.determiners), (.preposition, Lexicon.prepositions), (.adverb, Lexicon.adverbs),
            (.filler, Lexicon.fillers), (.opener, Lexicon.openers), (.closer, Lexicon.closers),
            (.yes, Lexicon.yesWords), (.no, Lexicon.noWords), (.time, Lexicon.times),
            (.function, Lexicon.functionWords), (.base, Verbs.bases), (.past, Verbs.pasts),
            (.droppable, Lexicon.droppable), (.empty, Lexicon.empty), (.linker, Lexicon.linkers),
            (.contraction, Set(Contractions.whole.keys)),
        ]
        var classes: [String: WordClasses] = [:]
        for (kind, words) in lists {
            for word in words { classes[word, default: []].insert(kind) }
        }
        return classes
    }()

    /// The classes of a word in lower case.
    init(_ key: String) {
        self = Self.listed[key] ?? []
        // Only words with these endings are more than what the lists say.
        switch key.utf8.last {
        case UInt8(ascii: "s"): if Verbs.isThirdPerson(key) { insert(.thirdPerson) }
        case UInt8(ascii: "d"): if Verbs.isPast(key) { insert(.past) }
        default: break
        }
    }
}
