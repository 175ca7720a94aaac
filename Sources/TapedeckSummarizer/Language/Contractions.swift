// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// Contractions and chat spellings with their full forms.
enum Contractions {
    /// By the word in lower case.
    static let whole: [String: String] = [
        "i'm": "I am", "im": "I am", "i'll": "I will", "i've": "I have", "ive": "I have", "i'd": "I would",
        "don't": "do not", "dont": "do not", "doesn't": "does not", "doesnt": "does not", "didn't": "did not",
        "didnt": "did not", "can't": "can not", "cant": "can not", "cannot": "can not", "won't": "will not",
        "wont": "will not", "isn't": "is not", "isnt": "is not", "aren't": "are not", "wasn't": "was not",
        "wasnt": "was not", "weren't": "were not", "haven't": "have not", "havent": "have not", "hasn't": "has not",
        "hadn't": "had not", "couldn't": "could not", "wouldn't": "would not", "shouldn't": "should not",
        "ain't": "is not", "u": "you", "ur": "your", "r": "are", "urself": "yourself", "ya": "you", "y'all": "you",
        "gonna": "going to", "wanna": "want to", "gotta": "have to", "lemme": "let me", "gimme": "give me",
        "let's": "let us", "lets": "let us", "that's": "that is", "thats": "that is", "what's": "what is",
        "whats": "what is", "where's": "where is", "wheres": "where is", "who's": "who is", "how's": "how is",
        "hows": "how is", "when's": "when is", "there's": "there is", "theres": "there is", "here's": "here is",
        "it's": "it is", "he's": "he is", "she's": "she is", "hes": "he is", "shes": "she is", "it'll": "it will",
        "you're": "you are", "youre": "you are", "we're": "we are", "they're": "they are", "theyre": "they are",
        "you've": "you have", "we've": "we have", "they've": "they have", "you'll": "you will", "we'll": "we will",
        "they'll": "they will", "he'll": "he will", "she'll": "she will", "that'll": "that will",
        "you'd": "you would", "he'd": "he would", "she'd": "she would", "we'd": "we would", "they'd": "they would",
        "b4": "before", "2day": "today", "tmrw": "tomorrow", "tmr": "tomorrow", "tomorow": "tomorrow",
        "tmw": "tomorrow", "2nite": "tonight", "tonite": "tonight", "2morrow": "tomorrow", "gr8": "great",
        "l8r": "later", "l8": "late", "pls": "please", "plz": "please", "thx": "thanks", "ppl": "people",
        "bc": "because", "cuz": "because", "cos": "because", "coz": "because", "'cause": "because", "rly": "really",
        "w": "with", "n": "and", "i": "I", "bday": "birthday", "b-day": "birthday", "dunno": "do not know",
        "abt": "about", "yr": "your", "wud": "would", "msg": "message", "&": "and", "mins": "minutes",
        "outta": "out of", "kinda": "kind of", "everyone's": "everyone is", "everybody's": "everybody is",
    ]
    private static let fullWords = whole.mapValues { Word.words($0) }

    /// Appends a word, in full if it is a contraction.
    static func addExpanded(_ text: Characters, _ range: Range<Int>, to words: inout [Word]) {
        let word = Word(plain(text, range))
        if word.is(.contraction), let long = fullWords[word.key] {
            words += long
        } else if text.units[range.upperBound - 1].kind.contains(.letter), let (stem, ending) = ending(of: word.text) {
            words += [Word(String(stem)), ending]
        } else {
            words.append(word)
        }
    }

    private static let endings = [("'ll", Word("will")), ("'ve", Word("have")), ("'re", Word("are"))]
    private static let negation = Word("not")

    /// What is before a contracted verb or *not*, and that word.
    private static func ending(of word: String) -> (stem: Substring, full: Word)? {
        guard word.utf8.contains(UInt8(ascii: "'")) else { return nil }
        if word.hasSuffix("n't"), word.count > 4 { return (word.dropLast(3), negation) }
        return endings.first { word.hasSuffix($0.0) }.map { (word.dropLast(3), $0.1) }
    }

    /// A word with straight apostrophes.
    private static func plain(_ text: Characters, _ range: Range<Int>) -> String {
        func isApostrophe(_ index: Int) -> Bool {
            let symbol = text.units[index].symbol
            return symbol == Characters.closingQuote || symbol == Characters.openingQuote
                || symbol == UInt8(ascii: "`")
        }
        guard range.contains(where: isApostrophe) else { return text.string(range) }
        return range.reduce(into: "") { $0 += isApostrophe($1) ? "'" : text.string($1..<$1 + 1) }
    }

    private static let adjectives = Lexicon.set(
        """
        tired worried excited married scared bored pleased engaged allergic interested disappointed annoyed stressed \
        confused relaxed retired divorced obsessed surprised supposed used named called
        """
    )

    /// Expands *'s* to *has* before a participle: *she's been*, *he's asked*.
    static func resolveHas(in words: inout [Word]) {
        for index in words.indices.dropLast().dropFirst() where words[index].key == "is" {
            let next = words[index + 1].key
            let isPerson = ["he", "she"].contains(words[index - 1].key)
            let goesOn = index + 2 < words.count
            let isParticiple = words[index + 1].is(.past) && !adjectives.contains(next) || (next == "called" && goesOn)
            if ["been", "got", "had", "gone"].contains(next) || (isPerson && isParticiple) {
                words[index] = Word("has")
            }
        }
    }

    private static let short = [
        "do": "don't", "does": "doesn't", "did": "didn't", "can": "can't", "will": "won't", "is": "isn't",
        "are": "aren't", "was": "wasn't", "were": "weren't", "have": "haven't", "has": "hasn't", "had": "hadn't",
        "could": "couldn't", "would": "wouldn't", "should": "shouldn't",
    ].mapValues { Word($0) }

    /// The contraction of an auxiliary and *not*, if there is one.
    static func contracted(_ auxiliary: Word) -> Word? {
        short[auxiliary.key]
    }
}
