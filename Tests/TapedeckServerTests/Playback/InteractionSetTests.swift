// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckTestSupport
import Testing

@testable import TapedeckServer

struct InteractionSetTests {
    @Test func `is empty at first`() {
        let set = InteractionSet()
        #expect(set.count == 0)
        #expect(!set.contains(0))
        #expect(!set.contains(1_000_000))
    }

    @Test(arguments: UInt64(1)...20)
    func `holds what a set of numbers holds`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var (set, model) = (InteractionSet(), Set<InteractionID>())
        for _ in 0..<200 {
            let id = InteractionID.random(in: 0...500, using: &random)
            set.insert(id)
            model.insert(id)
        }
        #expect(set.count == model.count)
        #expect((0...600).filter { set.contains($0) } == model.sorted())
    }

    @Test(arguments: [(0, 300), (300, 0), (64, 64)])
    func `a union holds what either holds`(left: InteractionID, right: InteractionID) {
        var (one, two) = (InteractionSet(), InteractionSet())
        for id in left...(left + 70) { one.insert(id) }
        for id in right...(right + 70) { two.insert(id) }
        one.formUnion(two)
        let model = Set(left...(left + 70)).union(right...(right + 70))
        #expect(one.count == model.count)
        #expect((0...600).filter { one.contains($0) } == model.sorted())
        one.insert(left)
        #expect(one.count == model.count)
    }
}
