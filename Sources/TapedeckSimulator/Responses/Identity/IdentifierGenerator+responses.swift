// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The identifiers of responses, conversations and their items.
///
/// A response and its items share a tag of 16 hexadecimal digits, and so do all responses of a chain. What follows is a
/// UUID that begins with the time, so that the identifiers of a response sort in the order of creation.
extension IdentifierGenerator {
    /// The tag of a new chain of responses: 16 hexadecimal digits, the first of them 0.
    mutating func chainTag() -> String { "0" + text(15, of: Self.digits) }

    /// `resp_` and 50 hexadecimal digits, which begin with the tag.
    mutating func response(tag: String, at time: Int) -> String { item("resp", tag: tag, at: time) }

    /// A prefix such as `msg`, `_` and 50 hexadecimal digits, which begin with the tag.
    mutating func item(_ prefix: String, tag: String, at time: Int) -> String {
        "\(prefix)_\(tag)00\(sortable(at: time))"
    }

    /// `conv_` and 48 hexadecimal digits, which end with a new tag.
    mutating func conversation(at time: Int) -> (id: String, tag: String) {
        let tag = chainTag()
        return (conversationItem("conv", tag: tag, at: time), tag)
    }

    /// The identifier of an item put into a conversation: 48 hexadecimal digits, which end with the conversation's tag.
    mutating func conversationItem(_ prefix: String, tag: String, at time: Int) -> String {
        "\(prefix)_\(sortable(at: time))\(tag)"
    }

    /// The tag of a response, a conversation or an item; `nil` when the identifier has another form.
    static func tag(of id: String) -> String? {
        guard let mark = id.firstIndex(of: "_") else { return nil }
        let digits = id[id.index(after: mark)...]
        switch digits.utf8.count {
        case 50: return String(digits.prefix(16))
        case 48: return String(digits.suffix(16))
        default: return nil
        }
    }

    /// A UUID of version 8: seconds, a fraction of the second that grows, and random digits.
    private mutating func sortable(at time: Int) -> String {
        let step = number(below: 64)
        moment.advance(to: time, step: step)
        return moment.seconds + moment.fraction + "819" + text(17, of: Self.digits)
    }
}

/// The time inside an identifier: seconds, and a fraction of the second in steps of four.
struct IdentifierMoment: Sendable {
    private static let fractions = 1 << 14
    private var time = -1
    private var part = 0

    /// Advances to a second; in the same second, advances the fraction.
    mutating func advance(to seconds: Int, step: Int) {
        if seconds > time {
            time = seconds
            part = 64 * step
        } else {
            part = min(part + 1 + step / 16, Self.fractions - 1)
        }
    }

    /// Seconds since 1970, eight hexadecimal digits.
    var seconds: String { Self.hexadecimal(Int(UInt32(truncatingIfNeeded: time)), digits: 8) }

    /// The fraction, four hexadecimal digits.
    var fraction: String { Self.hexadecimal(part << 2, digits: 4) }

    private static func hexadecimal(_ number: Int, digits: Int) -> String {
        let text = String(number, radix: 16)
        return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
    }
}
