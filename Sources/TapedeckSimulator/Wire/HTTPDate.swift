// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// Dates in HTTP, such as `Mon, 05 Jan 2026 09:00:00 GMT` (RFC 9110, section 5.6.7).
enum HTTPDate {
    private static let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// Formats a time.
    /// - Parameter seconds: Seconds since 1970; not negative.
    /// - Returns: The text.
    static func text(_ seconds: Int) -> String {
        let day = seconds / 86_400
        let second = seconds % 86_400
        // Years are counted from March, so that a leap day comes last (Hinnant, chrono-compatible date algorithms).
        let era = (day + 719_468) / 146_097
        let ofEra = (day + 719_468) % 146_097
        let year = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365
        let ofYear = ofEra - (365 * year + year / 4 - year / 100)
        let month = (5 * ofYear + 2) / 153
        let date = ofYear - (153 * month + 2) / 5 + 1
        let name = months[(month + 2) % 12]
        func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
        return "\(days[day % 7]), \(two(date)) \(name) \(year + era * 400 + (month > 9 ? 1 : 0)) "
            + "\(two(second / 3600)):\(two(second / 60 % 60)):\(two(second % 60)) GMT"
    }
}
