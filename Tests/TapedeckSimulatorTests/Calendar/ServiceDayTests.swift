// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TapedeckSimulator

@Suite struct ServiceDayTests {
    @Test(arguments: [
        ("2023-01-01", 1_672_531_200), ("2024-02-29", 1_709_164_800), ("2026-01-05", 1_767_571_200),
        ("2027-01-15", 1_799_971_200), ("2099-12-31", 4_102_358_400),
    ])
    func `a day begins at midnight, UTC`(text: String, start: Int) throws {
        let day = try #require(ServiceDay(text))
        #expect(day.start == start && day.description == text)
    }

    @Test(arguments: [
        "", "2027", "2027-1-15", "2027-01-15 ", "2027-02-29", "2027-13-01", "2027-00-01", "2027-01-00", "2022-12-31",
        "2100-01-01", "tomorrow", "+027-01-15", "2027/01/15", "20270-1-15", "２027-01-15", "2027-01-15T00:00:00Z",
    ])
    func `other texts are no days`(text: String) {
        #expect(ServiceDay(text) == nil)
    }
}
