// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation

/// The maximum age of a recording.
enum RecordingAge: ExpressibleByArgument {
    case days(Int)
    /// Microseconds since 1970-01-01 UTC.
    case date(Int64)

    init?(argument: String) {
        if argument.hasSuffix("d"), let days = Int(argument.dropLast()), (0...36_500).contains(days) {
            self = .days(days)
            return
        }
        let parts = argument.split(separator: "-").map { Int($0) }
        guard parts.count == 3, argument.count == 10, let year = parts[0], let month = parts[1], let day = parts[2],
            (1970...9999).contains(year)
        else { return nil }
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        let components = DateComponents(year: year, month: month, day: day)
        guard components.isValidDate(in: calendar), let date = calendar.date(from: components) else { return nil }
        self = .date(Int64(date.timeIntervalSince1970) * 1_000_000)
    }

    func time(from now: Int64) -> Int64 {
        switch self {
        case .days(let days): now - Int64(days) * 86_400 * 1_000_000
        case .date(let time): time
        }
    }
}
