// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// Replaces secrets in a run of bytes that comes in pieces: what has the shape of a key, and secrets known by value.
///
/// Keys are those of ``KeyShape/vendors``, at the beginning of a word; the beginning of a word is also what follows a
/// JSON or percent escape. A secret is recognised however the bytes are cut.
struct SecretScanner: PieceScanner, Sendable {
    /// The fewest characters after the prefix that make a key.
    static let minimumKeyLength = 20
    /// The fewest bytes of a value that is taken for a secret.
    ///
    /// A value without a digit is a word rather than a key, such as the `ollama` that local servers are given, and must
    /// be longer to count.
    static let minimumSecretLength = (withDigit: 8, withoutDigit: 12)

    /// How many bytes around a secret that is a number are looked at for a larger number.
    static let numberReach = 32

    /// A match of which only the beginning has been seen.
    private enum Open {
        /// A key, with what its rest may be made of.
        case key(Match, rest: ByteSet)
        /// What a fingerprint has a word for, with the dots that may fill a placeholder.
        case filler(Match)
    }

    /// A range of bytes to replace.
    private struct Match {
        /// Its place among all bytes.
        var range: Range<Int>
        /// The part of the key that stays in the placeholder.
        var mark: [UInt8] = []
        /// The replacement, if it is no placeholder.
        var replacement: [UInt8]?
    }

    /// How many secrets have been replaced so far.
    private(set) var replacements = 0
    private let known: KnownSecrets
    private let placeholder: Placeholder
    var pending: PendingBytes
    /// Where the last match ended: what follows a secret is the beginning of a word.
    private var matchEnd: Int?
    private var open: Open?

    /// Creates a scanner.
    /// - Parameters:
    ///   - secrets: Values to replace wherever they stand; those shorter than ``minimumSecretLength`` are none.
    ///   - placeholder: The replacement of a secret.
    init(secrets: [String], placeholder: Placeholder) {
        self.init(known: KnownSecrets(secrets: secrets), placeholder: placeholder)
    }

    init(known: KnownSecrets, placeholder: Placeholder, keepsEdits: Bool = false) {
        self.known = known
        self.placeholder = placeholder
        pending = PendingBytes(lookBack: Self.numberReach, keepsEdits: keepsEdits)
    }

    mutating func scan(isLast: Bool) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(pending.bytes.count)
        var index = closeMatch(from: pending.start, isLast: isLast, into: &output)
        var held = open == nil ? pending.bytes.count : index
        search: while open == nil, let candidate = known.heads.first(in: pending.bytes, from: index) {
            index = candidate
            guard isLast || pending.bytes.count - candidate >= known.reach else {
                held = candidate
                break
            }
            switch find(at: candidate, isLast: isLast) {
            case .none: index += 1
            case .undecided:
                held = candidate
                break search
            case .match(let match, let rest, let isPlaceholder):
                replacements += 1
                pending.give(upTo: match.range.lowerBound - pending.base, into: &output)
                // A placeholder that was there before is a word like any other.
                if !isPlaceholder { matchEnd = match.range.upperBound }
                if let rest {
                    open = .key(match, rest: rest)
                } else {
                    end(match, into: &output)
                }
                index = closeMatch(from: match.range.upperBound - pending.base, isLast: isLast, into: &output)
                held = open == nil ? pending.bytes.count : index
            }
        }
        // Held back is what may be the beginning of a match, or stand before it.
        pending.give(upTo: isLast ? pending.bytes.count : behind(held), into: &output)
        pending.trim()
        return output
    }

    private enum Found {
        case none
        case undecided
        /// What is to be replaced, what its rest is made of when that is out of sight, and whether it is a placeholder.
        case match(Match, rest: ByteSet?, isPlaceholder: Bool)
    }

    private func find(at start: Int, isLast: Bool) -> Found {
        let bytes = pending.bytes[start...]
        for secret in known.secrets where bytes.starts(with: secret.bytes) {
            let end = start + secret.bytes.count
            var replacement: [UInt8]?
            if secret.isNumber, let number = number(around: start..<end) {
                // A part of another number is no secret.
                guard number == start..<end || number == start - 1..<end else { continue }
                replacement = [UInt8(ascii: "0")]
            }
            let match = Match(
                range: pending.base + start..<pending.base + end,
                mark: secret.mark,
                replacement: replacement
            )
            return .match(match, rest: nil, isPlaceholder: false)
        }
        for shape in known.shapes(from: pending.bytes[start]) where bytes.starts(with: shape.prefix) {
            guard let first = beginning(of: shape, at: start) else { continue }
            switch shape.measure(pending.bytes, from: start + shape.prefix.count, isLast: isLast) {
            case .none: continue
            case .undecided: return .undecided
            case .end(let end, let rest):
                let mark = shape.kept == .mark ? shape.prefix : []
                return .match(
                    Match(range: pending.base + first..<pending.base + end, mark: mark),
                    rest: rest,
                    isPlaceholder: false
                )
            }
        }
        guard placeholder == .uniform, let word = known.placeholder(at: start, in: pending.bytes) else {
            return .none
        }
        return .match(
            Match(range: pending.base + start..<pending.base + start + word.count),
            rest: nil,
            isPlaceholder: true
        )
    }

    /// Where a key begins whose prefix is found; `nil` when it cannot.
    private func beginning(of shape: KeyShape, at start: Int) -> Int? {
        if shape.kept == .place {
            let value = start + shape.prefix.count
            guard value < pending.bytes.count else { return nil }
            // A key of its own keeps its mark.
            return known.shapes(from: pending.bytes[value]).contains { shape in
                shape.kept == .mark && pending.bytes[value...].starts(with: shape.prefix)
            } ? nil : value
        }
        let first = start - shape.behind
        guard shape.behind > 0 else { return !shape.isWord || isWordStart(start) ? start : nil }
        guard first >= pending.start, pending.bytes[first..<start].allSatisfy(ByteSet.alphanumeric.contains) else {
            return nil
        }
        return isWordStart(first) ? first : nil
    }

    /// Bytes that may begin a key whose prefix comes later.
    private func behind(_ end: Int) -> Int {
        var first = end
        while first > pending.start, end - first < known.shapes.behind,
            ByteSet.alphanumeric.contains(pending.bytes[first - 1])
        {
            first -= 1
        }
        return first
    }

    /// Writes the placeholder of a match that has ended, save when dots may follow it that fill another one.
    private mutating func end(_ match: Match, into output: inout [UInt8]) {
        if let replacement = match.replacement {
            replace(match, by: replacement, into: &output)
        } else if placeholder == .uniform {
            open = .filler(match)
        } else {
            replace(match, by: placeholder.bytes(prefix: match.mark, length: match.range.count), into: &output)
        }
    }

    private mutating func replace(_ match: Match, by bytes: [UInt8], into output: inout [UInt8]) {
        let end = match.range.upperBound - pending.base
        pending.replace(from: match.range.lowerBound, upTo: end, by: bytes, into: &output)
    }

    /// Goes on with an open match to its end; without an end in sight it stays open.
    /// - Returns: Where the bytes go on that were neither given out nor dropped.
    private mutating func closeMatch(from start: Int, isLast: Bool, into output: inout [UInt8]) -> Int {
        var index = start
        defer { pending.drop(upTo: index) }
        if case .key(var match, let rest) = open {
            while index < pending.bytes.count, rest.contains(pending.bytes[index]) { index += 1 }
            match.range = match.range.lowerBound..<pending.base + index
            matchEnd = pending.base + index
            open = .key(match, rest: rest)
            guard index < pending.bytes.count || isLast else { return index }
            open = nil
            end(match, into: &output)
        }
        if case .filler(let match) = open {
            // A placeholder of a cassette is filled with dots, so those after a secret count no more than they do there.
            while index < pending.bytes.count, pending.bytes[index] == UInt8(ascii: ".") { index += 1 }
            guard index < pending.bytes.count || isLast else { return index }
            replace(match, by: placeholder.bytes(prefix: [], length: 0), into: &output)
            open = nil
        }
        return index
    }

    // MARK: - Words and numbers

    /// Whether a word begins at a place: nothing of a word stands before it, or the end of an escape does.
    private func isWordStart(_ index: Int) -> Bool {
        func before(_ distance: Int) -> UInt8? { index >= distance ? pending.bytes[index - distance] : nil }
        guard let previous = before(1), ByteSet.key.contains(previous), matchEnd != pending.base + index else {
            return true
        }
        if before(2) == UInt8(ascii: "\\") { return true }
        if before(3) == UInt8(ascii: "%"), before(2)?.hexadecimalValue != nil, previous.hexadecimalValue != nil {
            return true
        }
        return before(6) == UInt8(ascii: "\\") && before(5) == UInt8(ascii: "u")
    }

    /// The number around some digits, when it stands where JSON may have one.
    private func number(around digits: Range<Int>) -> Range<Int>? {
        var (start, end) = (digits.lowerBound, digits.upperBound)
        while start > 0, digits.lowerBound - start < Self.numberReach, ByteSet.number.contains(pending.bytes[start - 1])
        {
            start -= 1
        }
        while end < pending.bytes.count, end - digits.upperBound < Self.numberReach,
            ByteSet.number.contains(pending.bytes[end])
        {
            end += 1
        }
        guard start > 0, end < pending.bytes.count else { return nil }
        let (before, after) = (pending.bytes[start - 1], pending.bytes[end])
        guard " :,[\n\r\t".utf8.contains(before), " ,]}\n\r\t".utf8.contains(after),
            let last = pending.bytes[start..<end].last, ByteSet.digits.contains(last),
            Double(String(decoding: pending.bytes[start..<end], as: UTF8.self)) != nil
        else { return nil }
        return start..<end
    }
}
