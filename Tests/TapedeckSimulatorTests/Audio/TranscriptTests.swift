// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TapedeckSimulator

struct TranscriptTests {
    @Test func `spreads sentences and words over the duration`() {
        let transcript = Transcript("Hello, world!  This is\na test.", duration: 2)
        #expect(transcript.text == "Hello, world! This is a test.")
        #expect(transcript.segments.map(\.text) == ["Hello, world!", "This is a test."])
        #expect(transcript.words.map(\.text) == ["Hello", "world", "This", "is", "a", "test"])
        #expect(transcript.words.first?.start == 0 && transcript.words.last?.end == 2)
        #expect(zip(transcript.words, transcript.words.dropFirst()).allSatisfy { $0.end == $1.start })
        #expect(transcript.segments[0].end == transcript.segments[1].start)
    }

    @Test func `takes names before lines for speakers`() {
        let transcript = Transcript("Ann: Hi. How are you?\nBen: Fine.", duration: 3)
        #expect(transcript.text == "Hi. How are you? Fine.")
        #expect(transcript.segments.map(\.speaker) == ["Ann", "Ann", "Ben"])
        #expect(Transcript("Note: this is one line.", duration: 1).segments.map(\.speaker) == ["A"])
    }

    @Test func `has no parts without words`() {
        let transcript = Transcript(" \n", duration: 1)
        #expect(transcript.text.isEmpty && transcript.segments.isEmpty && transcript.words.isEmpty)
    }
}
