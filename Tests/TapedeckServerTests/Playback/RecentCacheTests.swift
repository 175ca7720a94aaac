// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckTestSupport
import Testing

@testable import TapedeckServer

struct RecentCacheTests {
    @Test func `keeps what fits`() {
        var cache = RecentCache<Int, String>(limit: 4)
        cache.insert("a", cost: 1, for: 1)
        cache.insert("b", cost: 1, for: 2)
        #expect(cache.value(for: 1) == "a")
        #expect(cache.value(for: 2) == "b")
        #expect(cache.value(for: 3) == nil)
    }

    @Test func `drops the older generation whole`() {
        var cache = RecentCache<Int, Int>(limit: 4)
        for number in 1...5 { cache.insert(number, cost: 1, for: number) }
        #expect((1...5).map { cache.value(for: $0) } == [nil, nil, 3, 4, 5])
    }

    @Test func `what is inserted again stays`() {
        var cache = RecentCache<Int, Int>(limit: 4)
        for number in 1...20 {
            cache.insert(number, cost: 1, for: number)
            cache.insert(1, cost: 1, for: 1)
            #expect(cache.value(for: 1) == 1)
        }
        #expect(cache.value(for: 2) == nil)
    }

    @Test func `does not keep what is larger than a generation`() {
        var cache = RecentCache<Int, Int>(limit: 4)
        cache.insert(1, cost: 1, for: 1)
        cache.insert(2, cost: 3, for: 2)
        #expect(cache.value(for: 2) == nil)
        #expect(cache.value(for: 1) == 1)
    }

    @Test(arguments: UInt64(1)...20)
    func `never keeps more than its limit`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var cache = RecentCache<Int, Int>(limit: 100)
        for _ in 0..<300 {
            let key = Int.random(in: 1...50, using: &random)
            // The cost goes by the key, so that it can be added up from outside.
            cache.insert(key, cost: key, for: key)
            #expect(cache.value(for: key) == key)
            #expect((1...50).compactMap { cache.value(for: $0) }.reduce(0, +) <= 100)
        }
    }
}
