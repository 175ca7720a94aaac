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
        let mark: [UInt8]
        /// The replacement, if it is no placeholder.
        let replacement: [UInt8]?
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
        pending = PendingBytes(lookBack: SecretMatcher.numberReach, keepsEdits: keepsEdits)
    }

    mutating func scan(isLast: Bool) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(pending.bytes.count)
        var index = closeMatch(from: pending.start, isLast: isLast, into: &output)
        var held = open == nil ? pending.bytes.count : index
        search: while open == nil, let candidate = firstHead(from: index, isLast: isLast) {
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
            case .secret(let secret):
                let match = Match(
                    range: pending.base + secret.range.lowerBound..<pending.base + secret.range.upperBound,
                    mark: secret.mark,
                    replacement: secret.replacement
                )
                replacements += 1
                pending.give(upTo: secret.range.lowerBound, into: &output)
                // A placeholder that was there before is a word like any other.
                if !secret.isPlaceholder { matchEnd = match.range.upperBound }
                if let rest = secret.rest {
                    open = .key(match, rest: rest)
                } else {
                    end(match, into: &output)
                }
                index = closeMatch(from: secret.range.upperBound, isLast: isLast, into: &output)
                held = open == nil ? pending.bytes.count : index
            }
        }
        // Held back is what may be the beginning of a match, or stand before it.
        pending.give(upTo: isLast ? pending.bytes.count : behind(held), into: &output)
        pending.trim()
        return output
    }

    /// The next place where a secret may begin.
    private func firstHead(from index: Int, isLast: Bool) -> Int? {
        pending.bytes.withUnsafeBufferPointer {
            known.heads.first(in: $0, from: index, reach: isLast ? 0 : known.reach)
        }
    }

    private func find(at start: Int, isLast: Bool) -> SecretMatcher.Found {
        pending.bytes.withUnsafeBufferPointer { bytes in
            SecretMatcher(
                known: known,
                placeholder: placeholder,
                bytes: bytes,
                start: pending.start,
                matchEnd: matchEnd.map { $0 - pending.base },
                isLast: isLast
            ).find(at: start)
        }
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
}
