// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TapedeckSummarizer

struct RewritingTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let lines: String
        let clause: String
        var testDescription: String { lines }

        init(_ lines: String, _ clause: String) {
            self.lines = lines
            self.clause = clause
        }
    }

    private static func clauses(_ lines: String) throws -> [String] {
        let text = Characters(lines)
        let dialogue = try #require(Dialogue(text, lines: text.split(text.all, at: .newline)))
        return ClauseRewriter(dialogue).clauses().flatMap { ClausePolish.forms(of: $0) }.map {
            Draft(clauses: [$0]).text(inOneSentence: true)
        }
    }

    @Test(arguments: [
        Case("Tom: I'll lend you my bike\nAnn: ok", "Tom will lend Ann his bike."),
        Case("Tom: I am late\nAnn: ok", "Tom is late."),
        Case("Tom: I don't have a key\nAnn: ok", "Tom doesn't have a key."),
        Case("Tom: hey, I just got home and have no key lol\nAnn: ok", "Tom got home and has no key."),
        Case("Tom: i work late on fridays\nAnn: ok", "Tom works late on fridays."),
        Case("Tom: can't come tonight, sorry\nAnn: ok", "Tom can't come tonight."),
        Case("Tom: Going to the gym now\nAnn: ok", "Tom is going to the gym now."),
        Case("Tom: I lost my keys\nAnn: ok", "Tom lost his keys."),
        Case("Robin: I lost my keys\nAnn: ok", "Robin lost their keys."),
        Case("Tom: I think you should call her\nAnn: ok", "Ann should call her."),
        Case("Ann: I'm sure you have the tickets\nTom: ok", "Ann is sure Tom has the tickets."),
    ])
    func `rewrites statements about oneself in the third person`(_ row: Case) throws {
        #expect(try Self.clauses(row.lines).contains(row.clause))
    }

    @Test(arguments: [
        Case("Ann: Do you want some cake?\nTom: Sure!", "Tom wants some cake."),
        Case("Ann: Do you want some cake?\nTom: No, thanks", "Tom doesn't want some cake."),
        Case("Ann: Did you call the bank?\nTom: yes", "Tom called the bank."),
        Case("Ann: Can you pick up the kids?\nTom: ok", "Tom will pick up the kids."),
        Case("Ann: Can you pick up the kids?\nTom: hm", "Ann asks Tom to pick up the kids."),
        Case("Ann: Where are you?\nTom: At the station", "Tom is at the station."),
        Case("Ann: What time does the film start?\nTom: At eight", "The film starts at eight."),
        Case("Ann: Who are you going with on Friday?\nTom: two friends", "Tom is going with two friends on Friday."),
        Case("Ann: What time are you coming tonight?\nTom: around eight", "Tom is coming tonight around eight."),
        Case("Ann: When are you coming home?\nTom: dunno", "Ann asks when Tom is coming home."),
        Case("Ann: Is your sister coming?\nTom: who", "Ann asks if Tom's sister is coming."),
        Case("Ann: Let's meet at six\nTom: ok", "Ann and Tom will meet at six."),
        Case("Ann: Bring your guitar\nTom: ok", "Tom will bring his guitar."),
        Case("Ann: Don't wake the baby\nTom: hm", "Ann asks Tom not to wake the baby."),
        Case("Ann: Thanks for the lift\nTom: np", "Ann thanks Tom for the lift."),
        Case("Ann: Happy birthday!\nTom: thank you", "Ann wishes Tom a happy birthday."),
        Case("Ann: The train leaves at nine\nTom: ok", "The train leaves at nine."),
    ])
    func `joins questions and requests with their answers`(_ row: Case) throws {
        #expect(try Self.clauses(row.lines).contains(row.clause))
    }

    @Test(arguments: ["Tom: lol", "Tom: hey Ann!", "Tom: <file_photo>", "Tom: 😂😂", "Tom: ok", "Tom: haha no way"])
    func `makes no clause of words without content`(_ lines: String) throws {
        #expect(try Self.clauses(lines + "\nAnn: ok").isEmpty)
    }

    @Test(arguments: [
        ("go", "goes", "went"), ("try", "tries", "tried"), ("play", "plays", "played"), ("have", "has", "had"),
        ("watch", "watches", "watched"), ("stop", "stops", "stopped"), ("be", "is", "was"), ("like", "likes", "liked"),
    ])
    func `forms the third person and the past`(base: String, third: String, past: String) {
        #expect(Verbs.thirdPerson(base) == third)
        #expect(Verbs.past(base) == past)
    }
}
