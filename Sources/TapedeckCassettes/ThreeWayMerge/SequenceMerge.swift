// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A three-way merge of the recordings of one request, of which the k-th answers the k-th request.
///
/// A side that did not change them takes over those of the other. When both did, two sides that only added, or only
/// removed, go together; anything else is a conflict.
struct SequenceMerge: Hashable {
    /// Positions of our recordings that stay.
    let ours: [Int]
    /// Positions of their recordings that follow them.
    let theirs: [Int]
    /// Whether the sides contradict each other; all recordings are listed then.
    let isConflict: Bool

    /// Merges sequences of what tells recordings apart.
    init<Answer: Equatable>(base: [Answer], ours: [Answer], theirs: [Answer]) {
        func merged(_ ourPositions: some Sequence<Int>, then theirPositions: some Sequence<Int> = []) -> SequenceMerge {
            SequenceMerge(ours: Array(ourPositions), theirs: Array(theirPositions), isConflict: false)
        }
        if ours == theirs || theirs == base {
            self = merged(ours.indices)
        } else if ours.starts(with: base), theirs.starts(with: ours) {
            self = merged(ours.indices, then: Array(ours.count..<theirs.count))
        } else if theirs.starts(with: base), ours.starts(with: theirs) {
            self = merged(ours.indices)
        } else if let ourKept = Self.positions(of: ours, in: base), let theirKept = Self.positions(of: theirs, in: base)
        {
            let common = Set(theirKept)
            self = merged(ourKept.indices.filter { common.contains(ourKept[$0]) })
        } else if ours == base {
            self = merged([], then: theirs.indices)
        } else {
            self.init(ours: Array(ours.indices), theirs: Array(theirs.indices), isConflict: true)
        }
    }

    private init(ours: [Int], theirs: [Int], isConflict: Bool) {
        self.ours = ours
        self.theirs = theirs
        self.isConflict = isConflict
    }

    /// Where the elements of a part stand in the whole, in order; `nil` when it has one that the whole has not.
    private static func positions<Answer: Equatable>(of part: [Answer], in whole: [Answer]) -> [Int]? {
        var positions: [Int] = []
        var next = 0
        for answer in part {
            guard let position = whole[next...].firstIndex(of: answer) else { return nil }
            positions.append(position)
            next = position + 1
        }
        return positions
    }
}
