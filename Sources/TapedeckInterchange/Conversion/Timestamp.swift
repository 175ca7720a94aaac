// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A point in time as recorders write it.
struct Timestamp: Hashable {
    /// Microseconds since 1970-01-01 UTC.
    let microseconds: Int64

    init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    /// The end of the year 9999, in microseconds since 1970-01-01 UTC.
    static let latest: Int64 = 253_402_300_799_999_999

    private static let months = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ]

    /// Reads an HTTP date (`Tue, 14 Nov 2023 21:48:24 GMT`), or a date and time as of ISO 8601 with `T` or a space
    /// between them, with or without a fraction and an offset; without an offset it is UTC.
    /// - Returns: `nil` for anything else.
    init?(_ text: String) {
        guard let time = Self.http(text) ?? Self.iso8601(text) else { return nil }
        self.microseconds = time
    }

    private static func http(_ text: String) -> Int64? {
        let words = text.split(whereSeparator: { $0 == " " || $0 == "," })
        guard words.count == 6, words[5] == "GMT" || words[5] == "UTC", let day = Int(words[1]),
            let month = months.firstIndex(of: words[2].lowercased()), let year = Int(words[3])
        else { return nil }
        return days(year: year, month: month + 1, day: day).flatMap { microseconds(days: $0, clock: words[4]) }
    }

    private static func iso8601(_ text: String) -> Int64? {
        let parts = text.split(maxSplits: 1, whereSeparator: { $0 == "T" || $0 == " " })
        guard parts.count == 2 else { return nil }
        let date = parts[0].split(separator: "-").compactMap { Int($0) }
        guard date.count == 3, let days = days(year: date[0], month: date[1], day: date[2]) else { return nil }
        let clock = parts[1].prefix { $0.isNumber || $0 == ":" || $0 == "." }
        guard let offset = offset(parts[1][clock.endIndex...]) else { return nil }
        return microseconds(days: days, clock: clock).map { $0 - offset * 60_000_000 }
    }

    /// The minutes of an offset such as `+02:00`, `-0330`, `Z`, `GMT` or nothing.
    private static func offset(_ text: Substring) -> Int64? {
        let text = text.drop { $0 == " " }
        if ["", "Z", "GMT", "UTC"].contains(text) { return 0 }
        let digits = text.dropFirst().filter { $0 != ":" }
        guard text.first == "+" || text.first == "-", digits.count == 4, let value = Int64(digits) else { return nil }
        return (value / 100 * 60 + value % 100) * (text.first == "-" ? -1 : 1)
    }

    /// The days from 1970-01-01 to a date of the Gregorian calendar.
    private static func days(year: Int, month: Int, day: Int) -> Int64? {
        guard (1...9999).contains(year), (1...12).contains(month), (1...31).contains(day) else { return nil }
        // Years that begin in March put the leap day at their end, so that month lengths follow one formula.
        let shifted = month > 2 ? year : year - 1
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return Int64(365 * shifted + shifted / 4 - shifted / 100 + shifted / 400 + dayOfYear - 719_468)
    }

    private static func microseconds(days: Int64, clock: Substring) -> Int64? {
        let parts = clock.split(separator: ":")
        guard parts.count == 3, let hour = Int64(parts[0]), let minute = Int64(parts[1]), let second = Double(parts[2]),
            (0...23).contains(hour), (0...59).contains(minute), second >= 0, second < 61
        else { return nil }
        return ((days * 24 + hour) * 60 + minute) * 60_000_000 + Int64((second * 1_000_000).rounded())
    }
}
