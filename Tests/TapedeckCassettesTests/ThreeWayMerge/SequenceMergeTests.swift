// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TapedeckCassettes

struct SequenceMergeTests {
    /// Recordings are letters; the merged ones are those of ours that stay, a bar, and those of theirs that follow.
    struct Case: Sendable, CustomTestStringConvertible {
        let base: String
        let ours: String
        let theirs: String
        /// `nil` for a conflict.
        let merged: String?

        var testDescription: String { "\(base): \(ours) and \(theirs)" }
    }

    static let cases = [
        Case(base: "ab", ours: "ab", theirs: "ab", merged: "ab|"),
        Case(base: "", ours: "a", theirs: "", merged: "a|"),
        Case(base: "", ours: "", theirs: "a", merged: "|a"),
        // One side added, removed, or recorded anew.
        Case(base: "ab", ours: "ab", theirs: "abc", merged: "ab|c"),
        Case(base: "ab", ours: "abc", theirs: "ab", merged: "abc|"),
        Case(base: "ab", ours: "ab", theirs: "b", merged: "b|"),
        Case(base: "ab", ours: "a", theirs: "ab", merged: "a|"),
        Case(base: "ab", ours: "", theirs: "ab", merged: "|"),
        Case(base: "ab", ours: "ab", theirs: "ax", merged: "|ax"),
        Case(base: "ab", ours: "x", theirs: "ab", merged: "x|"),
        Case(base: "ab", ours: "ab", theirs: "cab", merged: "|cab"),
        // Both did the same.
        Case(base: "ab", ours: "x", theirs: "x", merged: "x|"),
        Case(base: "ab", ours: "", theirs: "", merged: "|"),
        // Both added: the longer stands for both.
        Case(base: "a", ours: "ab", theirs: "abc", merged: "ab|c"),
        Case(base: "a", ours: "abc", theirs: "ab", merged: "abc|"),
        Case(base: "", ours: "a", theirs: "ab", merged: "a|b"),
        // Both removed: what either removed stays removed.
        Case(base: "abc", ours: "ab", theirs: "bc", merged: "b|"),
        Case(base: "aab", ours: "ab", theirs: "aa", merged: "a|"),
        Case(base: "abc", ours: "", theirs: "a", merged: "|"),
        // They contradict each other.
        Case(base: "a", ours: "x", theirs: "y", merged: nil),
        Case(base: "", ours: "x", theirs: "y", merged: nil),
        Case(base: "a", ours: "", theirs: "x", merged: nil),
        Case(base: "a", ours: "x", theirs: "", merged: nil),
        Case(base: "a", ours: "ab", theirs: "ac", merged: nil),
        Case(base: "ab", ours: "a", theirs: "abc", merged: nil),
        Case(base: "ab", ours: "ba", theirs: "b", merged: nil),
    ]

    @Test(arguments: cases)
    func `recordings of a request are merged as one sequence`(_ example: Case) {
        let (base, ours, theirs) = (Array(example.base), Array(example.ours), Array(example.theirs))
        let merge = SequenceMerge(base: base, ours: ours, theirs: theirs)
        #expect(merge.isConflict == (example.merged == nil))
        let merged = String(merge.ours.map { ours[$0] }) + "|" + String(merge.theirs.map { theirs[$0] })
        #expect(merged == example.merged ?? "\(example.ours)|\(example.theirs)")
    }

    @Test(arguments: cases)
    func `the other way round the same recordings are merged`(_ example: Case) {
        let (base, ours, theirs) = (Array(example.base), Array(example.ours), Array(example.theirs))
        func merged(_ ours: [Character], _ theirs: [Character]) -> [Character]? {
            let merge = SequenceMerge(base: base, ours: ours, theirs: theirs)
            return merge.isConflict ? nil : merge.ours.map { ours[$0] } + merge.theirs.map { theirs[$0] }
        }
        #expect(merged(ours, theirs) == merged(theirs, ours))
    }
}
