// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

extension Timestamp {
    private static let monthNames = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    private static let dayNames = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]

    /// The time as of ISO 8601 in UTC, with microseconds: `2023-11-14T21:48:24.000000Z`.
    var iso8601: String {
        let (date, clock) = (date, clock)
        return "\(Self.padded(date.year, 4))-\(Self.padded(date.month, 2))-\(Self.padded(date.day, 2))T\(clock)."
            + Self.padded(Int(microseconds - seconds * 1_000_000), 6) + "Z"
    }

    /// The time as HTTP writes dates: `Tue, 14 Nov 2023 21:48:24 GMT`.
    var http: String {
        let date = date
        // Days since a Thursday.
        let day = Self.dayNames[Int((days % 7 + 7) % 7)]
        let month = Self.monthNames[date.month - 1]
        return "\(day), \(Self.padded(date.day, 2)) \(month) \(Self.padded(date.year, 4)) \(clock) GMT"
    }

    private var seconds: Int64 { Self.floor(microseconds, 1_000_000) }
    private var days: Int64 { Self.floor(seconds, 86_400) }

    private var clock: String {
        let second = Int(seconds - days * 86_400)
        return [second / 3600, second / 60 % 60, second % 60].map { Self.padded($0, 2) }.joined(separator: ":")
    }

    /// The date of the Gregorian calendar, by the inverse of the formula that years from March give.
    private var date: (year: Int, month: Int, day: Int) {
        let shifted = Int(days) + 719_468
        let era = Int(Self.floor(Int64(shifted), 146_097))
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (
            yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        )
    }

    private static func floor(_ value: Int64, _ divisor: Int64) -> Int64 {
        value / divisor - (value % divisor < 0 ? 1 : 0)
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
