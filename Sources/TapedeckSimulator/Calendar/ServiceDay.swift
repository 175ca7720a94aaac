// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A day on which the service is simulated, such as `2027-01-15`, from 2023-01-01 to 2099-12-31.
public struct ServiceDay: Sendable, Hashable, LosslessStringConvertible {
    /// The day as `YYYY-MM-DD`.
    public let description: String
    /// Its first second, in seconds since 1970.
    let start: Int

    /// Reads a day; `nil` for other text, and for a day that is not in the calendar.
    public init?(_ description: String) {
        let parts = description.split(separator: "-", omittingEmptySubsequences: false)
        guard description.utf8.count == 10, parts.map(\.utf8.count) == [4, 2, 2],
            description.utf8.allSatisfy({ $0 == UInt8(ascii: "-") || (UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0) }),
            let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]),
            2023...2099 ~= year, 1...12 ~= month
        else { return nil }
        // Between 1901 and 2099 each fourth year is a leap year.
        let isLeap = year.isMultiple(of: 4)
        let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        guard day >= 1, day <= lengths[month - 1] else { return nil }
        let leapDays = (year - 1969) / 4
        let days = (year - 1970) * 365 + leapDays + lengths[..<(month - 1)].reduce(0, +) + day - 1
        self.description = description
        self.start = days * 86_400
    }

    /// What a valid day looks like, for error messages.
    package static let expected = "a day such as 2027-01-15, from 2023-01-01 to 2099-12-31"
}
