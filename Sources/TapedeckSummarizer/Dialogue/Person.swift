// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A person in a dialogue, with their pronouns.
struct Person: Hashable, Sendable {
    enum Gender: Sendable { case female, male, unknown }

    let name: [Word]
    let gender: Gender

    init(_ name: String) {
        self.name = name.split(separator: " ").map { Word(String($0)) }
        gender = Self.gender(of: self.name)
    }

    var subject: Word { Word(gender == .female ? "she" : gender == .male ? "he" : "they") }
    var object: Word { Word(gender == .female ? "her" : gender == .male ? "him" : "them") }
    var possessive: Word { Word(gender == .female ? "her" : gender == .male ? "his" : "their") }
    var reflexive: Word {
        Word(gender == .female ? "herself" : gender == .male ? "himself" : "themselves")
    }
    /// Whether the pronoun takes a plural verb.
    var isPluralPronoun: Bool { gender == .unknown }

    var possessiveName: [Word] {
        guard let last = name.last else { return [] }
        return name.dropLast() + [Word(last.text + (last.text.hasSuffix("s") ? "'" : "'s"))]
    }

    private static let female = Lexicon.set(
        """
        mary alice ann anne beth betty carol caroline catherine charlotte chloe christine claire clare daisy diane edith \
        elizabeth ellen emily erin esther ethel eve evelyn gail grace gwen hannah harriet hazel heather helen holly ingrid \
        irene iris isabel jane janet jean jennifer jess jill joan joanne josephine joyce judith judy julie june karen kate \
        katherine kathleen kathy katie kim kristen lauren leah lily linda liz louise lucy lynn madison mandy margaret \
        marie marion megan meg mia michelle molly monique nancy naomi natalie nicole olive paige pam patsy peggy penny \
        phoebe rachel rose rosie rosemary ruth sarah scarlett sharon sophie stacy sue susan suzanne trish vicky violet \
        vivian wendy yvonne zoe amy abby abigail agnes april audrey becky brooke courtney dorothy eleanor faith \
        gertrude gillian imogen ines ivy jasmine jodie kelly kirsten kylie lilly lois lydia mabel madeleine maeve maureen \
        mildred miriam muriel niamh nell noor pearl piper priscilla rebekah roisin saoirse shannon sheila sienna siobhan \
        tess tracy ursula winnie mrs ms miss madam aunt grandma granny mum mom sister
        """
    )
    private static let male = Lexicon.set(
        """
        adam alan albert alexander alfred andrew anthony archie arthur barry ben benjamin bernard bill billy bob bobby \
        brad brandon brian bruce bryan carl charles chris christopher colin connor craig dan daniel dave david dean dennis \
        derek dominic donald doug douglas duncan dylan earl ed eddie edgar edward edwin eric ernest ethan eugene evan \
        felix finn frank fred gabriel gareth gary gavin george gerald gilbert glenn gordon graham greg gregory harold \
        harry hector henry herbert howard hugh hugo ian isaac ivan jack jackson jacob jake james jason jay jeff jeremy \
        jerry jim jimmy joe joel john johnny jonathan jordan joseph josh juan karl keith ken kenneth kevin kyle larry \
        lawrence leo leon leonard liam logan lewis louis luke marc marcus mario mark martin marvin mason matt matthew \
        maurice max michael mike miles mitch mohammed nate nathan ned neil nicholas nick nigel noah norman oliver omar \
        oscar otto owen patrick paul pedro pete peter phil philip ralph ray raymond rick rob robert roger ron ronald ross \
        roy russell ryan sean sebastian shane simon stan stanley stephen steve steven stewart stuart ted terry theo thomas \
        tim timothy toby todd tom tommy tony travis trevor tyler tyrone victor vincent walter warren wayne will william \
        zach mr sir uncle grandpa dad brother diego carlos jose luis miguel pablo ahmed ali hassan ibrahim yusuf callum \
        declan kenji nils lars sven pierre jean-luc luca marco matteo giovanni ravi arjun
        """
    )

    /// A guess from lists of common given names and the ending *-a*; *unknown* when in doubt, which gives *they*.
    private static func gender(of name: [Word]) -> Gender {
        guard let first = name.first else { return .unknown }
        var key = first.key
        if key.hasSuffix(".") { key.removeLast() }
        if female.contains(key) { return .female }
        if male.contains(key) || ["luca", "joshua", "ezra", "elisha", "nikita", "sasha", "andrea"].contains(key) {
            return male.contains(key) || key == "joshua" || key == "ezra" ? .male : .unknown
        }
        return key.count > 3 && key.hasSuffix("a") && name.count == 1 ? .female : .unknown
    }
}
