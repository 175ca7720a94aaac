// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// Text of models and files, made safe for one line of a report.
enum ReportText {
    /// The text in one line, without characters that control a terminal or the direction of text.
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

/// Percentages for people, from numbers in `0...1`.
enum Percent {
    /// A percentage with two decimals.
    static func text(_ share: Double) -> String { fixed(share * 100, 2) }

    /// A difference in percentage points, with two decimals and a sign.
    static func signed(_ share: Double) -> String {
        let text = fixed(share * 100, 2)
        return text.hasPrefix("-") ? "−" + text.dropFirst() : share == 0 || text == "0.00" ? text : "+" + text
    }

    /// A number with a fixed number of decimals; never minus zero.
    static func fixed(_ value: Double, _ decimals: Int) -> String {
        let scale = (0..<decimals).reduce(1.0) { scale, _ in scale * 10 }
        guard let units = Int(exactly: (value * scale).rounded()) else { return value.description }
        guard decimals > 0 else { return "\(units)" }
        let whole = units.magnitude / UInt(scale)
        let fraction = String(units.magnitude % UInt(scale))
        return "\(units < 0 ? "-" : "")\(whole)." + String(repeating: "0", count: decimals - fraction.count) + fraction
    }

    /// A number with at most two decimals.
    static func short(_ value: Double) -> String {
        var text = fixed(value, 2)
        guard !text.contains("e") else { return text }
        while text.hasSuffix("0") { text.removeLast() }
        if text.hasSuffix(".") { text.removeLast() }
        return text
    }

    /// A number as people write it, such as 0.2 or 1.
    static func plain(_ value: Double) -> String {
        Int(exactly: value).map(String.init) ?? value.description
    }

    /// A p-value with three decimals.
    static func pValue(_ value: Double) -> String { value < 0.001 ? "< 0.001" : fixed(value, 3) }
}
