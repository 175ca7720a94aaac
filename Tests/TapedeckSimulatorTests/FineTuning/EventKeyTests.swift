// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TapedeckSimulator

struct EventKeyTests {
    private let key: EventKey
    private let other: EventKey

    init() {
        var identifiers = IdentifierGenerator(seed: 7)
        key = EventKey(&identifiers)
        other = EventKey(&identifiers)
    }

    @Test(arguments: [0, 1, 2, 61, 62, 1_000_000, Int(Int32.max)])
    func `finds the number behind an identifier`(number: Int) {
        let identifier = key.identifier(of: number)
        #expect(identifier.hasPrefix("ftevent-"))
        #expect(identifier.utf8.count == "ftevent-".utf8.count + 24)
        #expect(key.number(of: identifier) == number)
        #expect(other.number(of: identifier) == nil)
    }

    @Test func `finds no number for other text`() {
        let identifier = key.identifier(of: 5)
        #expect(key.number(of: "") == nil)
        #expect(key.number(of: String(identifier.dropLast())) == nil)
        #expect(key.number(of: identifier.dropLast() + "-") == nil)
        #expect(key.number(of: identifier.dropLast() + "é") == nil)
    }
}
