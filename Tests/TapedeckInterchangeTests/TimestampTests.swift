// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TapedeckInterchange

struct TimestampTests {
    @Test(arguments: [
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
        ("Tue, 14 Nov 2023 21:48:24 GMT", 1_699_998_504_000_000),
        ("Thu, 29 Feb 2024 00:00:00 GMT", 1_709_164_800_000_000),
        ("2026-08-02 22:26:36", 1_785_709_596_000_000),
        ("2018-03-30 01:24:47 GMT", 1_522_373_087_000_000),
        ("2025-08-17T11:58:28.125Z", 1_755_431_908_125_000),
        ("2025-08-17T13:58:28.125+02:00", 1_755_431_908_125_000),
        ("2025-08-17T08:28:28.125-0330", 1_755_431_908_125_000),
        ("1969-12-31T23:59:59Z", -1_000_000),
    ])
    func `reads the dates recorders write`(text: String, microseconds: Int64) {
        #expect(Timestamp(text)?.microseconds == microseconds)
    }

    @Test(arguments: [
        "", "Sanitized", "2025-13-01T00:00:00Z", "2025-01-01T24:00:00Z", "2025-01-01T00:00:00+2", "2025-01-01",
        "Tue, 14 Nov 2023 21:48 GMT", "99999999999999999999-01-01 00:00:00",
    ])
    func `reads nothing else`(text: String) {
        #expect(Timestamp(text) == nil)
    }
}
