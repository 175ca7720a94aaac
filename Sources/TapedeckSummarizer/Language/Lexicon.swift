// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// Closed word classes of English, and chat words without content.
package enum Lexicon {
    static let auxiliaries = set(
        "am are is was were do does did have has had can could will would shall should must may might"
    )
    static let bePronouns = set("i you he she it we they this that there")
    static let pronouns = set(
        """
        i you he she it we they me him her us them my your his its our their mine yours hers ours theirs myself \
        yourself himself herself itself ourselves themselves this that these those who
        """
    )
    static let vaguePronouns = set("it that this these those he she they him her them there so one")
    static let questionWords = set("what when where who why how which whose")
    static let determiners = set("the a an my your his her its our their this that these those some any no every")
    static let prepositions = set(
        """
        to for with at in on of by from about into over under after before until till around near between through \
        during without against towards behind beside like since off up down out
        """
    )
    static let conjunctions = set("and but or so because if when while although though since unless as than that")
    static let adverbs = set(
        """
        just really also already never always still probably definitely actually only even maybe often usually \
        sometimes finally totally literally almost honestly currently completely seriously basically kinda sorta \
        simply soon now then ever once recently absolutely
        """
    )
    /// Adverbs that change no fact.
    static let fillers = set(
        """
        just really actually even totally literally honestly completely seriously basically kinda sorta simply \
        absolutely so very pretty quite definitely anyway please again too though tho lol haha
        """
    )
    /// Adverbs that a clause loses.
    static let droppable = set(
        """
        just really actually totally literally honestly completely seriously basically simply absolutely very \
        definitely please lol haha even still already
        """
    )
    /// Words without content at the start of a sentence.
    static let empty = set(
        """
        hey hi hello oh ok okay k yeah yes yep yup nope nah lol haha hahaha hmm hm mmm omg btw anyway anyways and but \
        wow ah ahh aha um uh ugh argh aww aw hehe heh oops alright yay ooh ohh whoa jeez geez lmao rofl tbh imo fyi ps \
        plus so also well then please pls ha yo congrats apparently basically honestly obviously damn because or
        """
    )
    /// Conjunctions at which a sentence can end early.
    static let linkers = set("because but so and if when while although though since unless")
    static let openers = set(
        """
        hey hi hello oh ok okay k well so yeah yes yep yup ya no nope nah sure right cool great lol haha hahaha \
        hmm hm mmm omg thanks thank thx sorry btw anyway actually and but also look listen guys please pls wow ah \
        ahh aha um uh ugh argh aww aw hehe heh oops nice perfect awesome fine good alright yay ooh ohh whoa damn \
        shit fuck god gosh jeez geez man dude bro mate babe honey darling sweetheart dear love lmao rofl idk tbh imo \
        fyi ps morning evening afternoon plus anyways true exactly indeed absolutely definitely totally congrats ha \
        rip bet lovely brilliant deal ouch yo sup welp sir madam ma'am girl girls boys folks everyone literally \
        honestly basically obviously apparently mum mom dad
        """
    )
    static let closers = set(
        """
        lol haha hahaha hehe though tho then please pls thanks thx xx xxx xoxo babe dude man honey mate bro love dear \
        right ok okay yeah darling sweetheart tbh lmao rofl btw anyway guys sir madam ma'am girl huh eh no again mum \
        mom dad lad pal
        """
    )
    static let yesWords = set(
        """
        yes yeah yep yup ya sure ok okay k definitely absolutely great cool perfect deal fine alright certainly \
        totally good awesome course gladly exactly indeed bet lovely brilliant
        """
    )
    static let noWords = set("no nope nah not unfortunately never can't cannot cant don't dont sorry afraid")
    /// Words of time.
    static let times = set(
        """
        today tomorrow tonight yesterday morning afternoon evening night noon midnight week weekend month year hour \
        hours minute minutes mins min monday tuesday wednesday thursday friday saturday sunday january february march \
        april june july august september october november december am pm o'clock later soon
        """
    )

    /// Words of grammar, which say little about what a text is about.
    package static let functionWords: Set<String> =
        auxiliaries
        .union(pronouns).union(questionWords).union(determiners).union(prepositions).union(conjunctions)
        .union(adverbs).union(set("not and or be been being got get gets there here too very more because"))

    static func set(_ words: String) -> Set<String> {
        Set(words.split(whereSeparator: \.isWhitespace).map(String.init))
    }
}
