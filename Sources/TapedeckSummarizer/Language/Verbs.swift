// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// English verbs and their forms by person and tense.
enum Verbs {
    /// Base forms that are more often verbs than nouns at the start of a clause.
    static let bases = Lexicon.set(
        """
        accept add admit advise afford agree allow answer apologize apologise apply appear appreciate argue arrange \
        arrive ask attend avoid bake be bear become begin believe belong bet bike blame book borrow bother break bring \
        build burn buy calculate call calm cancel care carry catch celebrate change charge chat check cheer choose \
        clean climb close collect come complain complete confirm congratulate consider contact continue cook copy cost \
        cover crash cross cry cut dance date deal decide deliver depend deserve design die disagree discuss dislike do \
        download draw dream dress drink drive drop dump earn eat edit email end enjoy enter exchange exercise expect \
        explain explore fail fall feed feel fight figure fill find finish fit fix fly focus follow forget forgive \
        freak get give go google grab graduate grow guess hand hang happen hate have head hear help hide hire hit hold \
        hope hurry hurt imagine improve include inform introduce invite iron join keep kick kill know land laugh lead \
        learn leave lend let lie like listen live load lock look lose love make manage marry matter mean measure meet \
        mention mess mind miss move need notice offer open order organize organise owe own pack paint park pass pay \
        phone pick plan plant play post practice practise prefer prepare present pretend print promise propose provide \
        pull push put quit reach read realize realise receive recommend record recover refuse regret relax remember \
        remind remove rent repair repeat reply report rescue reserve reset rest return ride ring run save say schedule \
        search see seem sell send serve set share shop shout show shower shut sign sing sit skip sleep smell smoke sort \
        sound speak spend stand start stay steal stick stop study suck suggest suppose swap swim switch take talk tell \
        teach test text thank think throw tidy touch translate travel treat trust try turn type understand update use \
        vacuum visit vote wait wake walk wanna want warn wash waste watch wear win wish wonder work worry write
        """
    )

    /// Irregular past tenses, by base form.
    private static let irregularPairs = [
        "be was", "become became", "begin began", "break broke", "bring brought", "build built", "buy bought",
        "catch caught", "choose chose", "come came", "cut cut", "deal dealt", "do did", "draw drew", "drink drank",
        "drive drove", "eat ate", "fall fell", "feed fed", "feel felt", "fight fought", "find found", "fly flew",
        "forget forgot", "forgive forgave", "get got", "give gave", "go went", "grow grew", "hang hung", "have had",
        "hear heard", "hide hid", "hit hit", "hold held", "hurt hurt", "keep kept", "know knew", "lead led",
        "leave left", "lend lent", "let let", "lose lost", "make made", "mean meant", "meet met", "pay paid",
        "put put", "quit quit", "read read", "ride rode", "ring rang", "run ran", "say said", "see saw", "sell sold",
        "send sent", "set set", "shut shut", "sing sang", "sit sat", "sleep slept", "speak spoke", "spend spent",
        "stand stood", "steal stole", "stick stuck", "swim swam", "take took", "teach taught", "tell told",
        "think thought", "throw threw", "understand understood", "wake woke", "wear wore", "win won", "write wrote",
        "cost cost", "bet bet", "learn learnt", "dream dreamt", "burn burnt", "smell smelt", "lie lay",
    ]
    static let irregularPast: [String: String] = Dictionary(
        irregularPairs.map { pair in
            let words = pair.split(separator: " ").map(String.init)
            return (words[0], words[1])
        },
        uniquingKeysWith: { first, _ in first }
    )
    /// Irregular pasts that are not base forms as well.
    static let pasts = Set(irregularPairs.map { String($0.split(separator: " ")[1]) }).union(["were", "thought"])

    static func isPast(_ word: String) -> Bool {
        pasts.contains(word) || (word.count > 3 && word.hasSuffix("ed") && !bases.contains(word))
    }

    static func isBase(_ word: String) -> Bool { bases.contains(word) }

    /// Whether a word is a finite verb form that can follow a subject.
    static func isFinite(_ word: String) -> Bool {
        Lexicon.auxiliaries.contains(word) || isBase(word) || isPast(word) || isThirdPerson(word)
    }

    static func isThirdPerson(_ word: String) -> Bool {
        guard word.hasSuffix("s"), word.count > 2 else { return false }
        if bases.contains(String(word.dropLast())) { return true }
        guard word.hasSuffix("es") else { return false }
        return bases.contains(String(word.dropLast(2))) || bases.contains(String(word.dropLast(3)) + "y")
    }

    /// The third-person form of a first-person verb.
    static func agree(_ verb: String, plural: Bool) -> String {
        switch verb {
        case "am", "are", "is": return plural ? "are" : "is"
        case "was", "were": return plural ? "were" : "was"
        case "have", "has": return plural ? "have" : "has"
        case "do", "does": return plural ? "do" : "does"
        case "shall": return "will"
        default: break
        }
        if plural || Lexicon.auxiliaries.contains(verb) || isPast(verb) || isThirdPerson(verb) { return verb }
        return thirdPerson(verb)
    }

    static func thirdPerson(_ base: String) -> String {
        switch base {
        case "be": return "is"
        case "have": return "has"
        case "go", "do": return base + "es"
        case "wanna": return "wants to"
        default: break
        }
        if base.hasSuffix("y"), let before = base.dropLast().last, !"aeiou".contains(before) {
            return String(base.dropLast()) + "ies"
        }
        if ["s", "x", "z", "ch", "sh"].contains(where: base.hasSuffix) { return base + "es" }
        return base + "s"
    }

    static func past(_ base: String) -> String {
        if let past = irregularPast[base] { return past }
        if base.hasSuffix("e") { return base + "d" }
        if base.hasSuffix("y"), let before = base.dropLast().last, !"aeiou".contains(before) {
            return String(base.dropLast()) + "ied"
        }
        if ["stop", "plan", "drop", "chat", "shop", "skip", "grab", "fit", "swap", "pack"].contains(base),
            base != "pack", let last = base.last
        {
            return base + String(last) + "ed"
        }
        return base + "ed"
    }
}
