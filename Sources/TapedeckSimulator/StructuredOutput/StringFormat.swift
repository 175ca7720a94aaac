// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The string formats an answer keeps to; others are remarks only, as JSON Schema leaves them.
enum StringFormat: String, Sendable {
    case dateTime = "date-time"
    case date
    case time
    case duration
    case email
    case hostname
    case ipv4
    case ipv6
    case uuid
    case uri

    /// A string of the format; another one for another number.
    func sample(_ number: Int) -> String {
        let number = abs(number % 1_000_000)
        func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
        return switch self {
        case .dateTime: "2026-01-\(two(1 + number % 28))T09:\(two(number / 28 % 60)):00Z"
        case .date: "2026-\(two(1 + number / 28 % 12))-\(two(1 + number % 28))"
        case .time: "\(two(9 + number / 60 % 12)):\(two(number % 60)):00Z"
        case .duration: "PT\(number + 1)H"
        case .email: number == 0 ? "someone@example.com" : "someone\(number)@example.com"
        case .hostname: number == 0 ? "example.com" : "host\(number).example.com"
        case .ipv4: "192.0.2.\(1 + number % 254)"
        case .ipv6: "2001:db8::\(String(1 + number % 65_535, radix: 16))"
        case .uuid: "00000000-0000-4000-8000-" + String("000000000000\(number + 1)".suffix(12))
        case .uri: number == 0 ? "https://example.com/" : "https://example.com/\(number)"
        }
    }

    /// Whether a string is of the format.
    func accepts(_ text: String) -> Bool {
        switch self {
        case .date: Self.isDate(text[...])
        case .time: Self.isTime(text[...])
        case .dateTime:
            if let mark = text.firstIndex(where: { $0 == "T" || $0 == "t" }) {
                Self.isDate(text[..<mark]) && Self.isTime(text[text.index(after: mark)...])
            } else {
                false
            }
        case .duration: Self.isDuration(text)
        case .email: Self.isEmail(text)
        case .hostname: Self.isHostname(text[...])
        case .ipv4: Self.isAddress(text[...])
        case .ipv6: Self.isLongAddress(text)
        case .uuid: Self.isIdentifier(text)
        case .uri: Self.isAddressOfResource(text)
        }
    }

    private static func isNumber(_ text: some StringProtocol, _ range: ClosedRange<Int>, digits: Int) -> Bool {
        text.utf8.count == digits && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
            && Int(text).map(range.contains) ?? false
    }

    private static func isDate(_ text: Substring) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, isNumber(parts[0], 1...9999, digits: 4), isNumber(parts[1], 1...12, digits: 2),
            let year = Int(parts[0]), let month = Int(parts[1])
        else { return false }
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return isNumber(parts[2], 1...days[month - 1], digits: 2)
    }

    private static func isTime(_ text: Substring) -> Bool {
        guard let mark = text.firstIndex(where: { "Zz+-".contains($0) }) else { return false }
        let zone = text[mark...]
        if zone != "Z", zone != "z" {
            let parts = zone.dropFirst().split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count == 2, isNumber(parts[0], 0...23, digits: 2), isNumber(parts[1], 0...59, digits: 2) else {
                return false
            }
        }
        let parts = text[..<mark].split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 3, isNumber(parts[0], 0...23, digits: 2), isNumber(parts[1], 0...59, digits: 2) else {
            return false
        }
        let seconds = parts[2].split(separator: ".", omittingEmptySubsequences: false)
        return seconds.count <= 2 && isNumber(seconds[0], 0...59, digits: 2)
            && (seconds.count == 1
                || (!seconds[1].isEmpty && seconds[1].utf8.allSatisfy { (0x30...0x39).contains($0) }))
    }

    private static func isDuration(_ text: String) -> Bool {
        guard text.first == "P" else { return false }
        var units = Array("YMWD")
        var count = 0
        var digits = 0
        var isTime = false
        for character in text.dropFirst() {
            if ("0"..."9").contains(character) {
                digits += 1
            } else if character == "T", !isTime, digits == 0 {
                isTime = true
                units = Array("HMS")
                count = 0
            } else if digits > 0, let place = units.firstIndex(of: character) {
                units.removeFirst(place + 1)
                digits = 0
                count += 1
            } else {
                return false
            }
        }
        let hasWeeks = text.contains("W")
        return digits == 0 && count > 0 && (!hasWeeks || text.filter(\.isLetter).count == 2)
    }

    private static func isEmail(_ text: String) -> Bool {
        guard let mark = text.lastIndex(of: "@"), text.utf8.count <= 254 else { return false }
        let name = text[..<mark]
        return !name.isEmpty && !name.hasPrefix(".") && !name.hasSuffix(".") && !name.contains("..")
            && name.utf8.allSatisfy { isWordByte($0) || "!#$%&'*+/=?^`{|}~.-".utf8.contains($0) }
            && isHostname(text[text.index(after: mark)...])
    }

    private static func isHostname(_ text: Substring) -> Bool {
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        return text.utf8.count <= 253
            && labels.allSatisfy { label in
                (1...63).contains(label.utf8.count) && !label.hasPrefix("-") && !label.hasSuffix("-")
                    && label.utf8.allSatisfy { $0 != 0x5F && (isWordByte($0) || $0 == UInt8(ascii: "-")) }
            }
    }

    private static func isWordByte(_ byte: UInt8) -> Bool { ScalarSet.word.contains(Unicode.Scalar(byte)) }

    private static func isAddress(_ text: Substring) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts.allSatisfy { isNumber($0, 0...255, digits: String(Int($0) ?? 0).count) }
    }

    private static func isLongAddress(_ text: String) -> Bool {
        let halves = text.split(separator: "::", maxSplits: 2, omittingEmptySubsequences: false)
        guard (1...2).contains(halves.count) else { return false }
        var count = 0
        for half in halves where !half.isEmpty {
            let groups = half.split(separator: ":", omittingEmptySubsequences: false)
            guard groups.allSatisfy({ (1...4).contains($0.utf8.count) && $0.allSatisfy(\.isHexDigit) }) else {
                return false
            }
            count += groups.count
        }
        return halves.count == 2 ? count <= 7 : count == 8
    }

    private static func isIdentifier(_ text: String) -> Bool {
        text.split(separator: "-", omittingEmptySubsequences: false).map(\.utf8.count) == [8, 4, 4, 4, 12]
            && text.utf8.allSatisfy {
                $0 == UInt8(ascii: "-") || Character(Unicode.Scalar($0)).isHexDigit
            }
    }

    private static func isAddressOfResource(_ text: String) -> Bool {
        guard let colon = text.firstIndex(of: ":"), let first = text.utf8.first else { return false }
        let scheme = text[..<colon]
        let isLetter = (0x61...0x7A).contains(first | 0x20)
        return isLetter && scheme.utf8.allSatisfy { $0 != 0x5F && (isWordByte($0) || "+-.".utf8.contains($0)) }
            && text.index(after: colon) < text.endIndex
            && text.utf8.allSatisfy { (0x21...0x7E).contains($0) && !"\"<>\\^`{|}".utf8.contains($0) }
    }
}
