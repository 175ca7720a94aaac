// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// Text of unknown origin, made safe for one line of a report.
enum ReportText {
    /// The text in one line, without characters that steer a terminal or turn the direction of what follows.
    static func line(_ text: String) -> String {
        var line = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x09, 0x0A, 0x0D: line.append(" ")
            case 0..<0x20, 0x7F..<0xA0, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069: line.append("\u{FFFD}")
            default: line.append(scalar)
            }
        }
        return String(line)
    }
}
