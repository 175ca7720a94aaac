// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// Replaces secrets in a run of bytes that comes in pieces: key-shaped strings, and secrets known by value.
///
/// A key is `sk-` or `sess-` with at least ``minimumKeyLength`` letters, digits, `-` and `_` after it, at the beginning
/// of a word; the beginning of a word is also what follows a JSON or percent escape. A secret is recognised however
/// the bytes are cut.
public struct SecretScanner: Sendable {
    /// The fewest characters after the prefix that make a key.
    public static let minimumKeyLength = 20
    /// The fewest bytes of a value that is taken for a secret.
    ///
    /// A value without a digit is a word rather than a key, such as the `ollama` that local servers are given, and must
    /// be longer to count.
    public static let minimumSecretLength = (withDigit: 8, withoutDigit: 12)

    /// How far before a key an escape reaches that makes it the beginning of a word: `\u0020`.
    private static let escapeReach = 6

    /// A match of which only the beginning has been seen.
    private enum Open {
        /// A key, with its length so far.
        case key(prefix: [UInt8], length: Int)
        /// What a fingerprint has a word for, with the dots that may fill a placeholder.
        case filler
    }

    /// How many secrets have been replaced so far.
    public private(set) var replacements = 0
    private let needles: SecretNeedles
    private let placeholder: Placeholder
    /// Bytes that are not decided on, after `context` bytes that were given out already.
    private var pending: [UInt8] = []
    private var context = 0
    /// Where the last match ended: what follows a secret is the beginning of a word.
    private var matchEnd: Int?
    private var open: Open?

    /// Creates a scanner.
    /// - Parameters:
    ///   - secrets: Values to replace wherever they stand; those shorter than ``minimumSecretLength`` are none.
    ///   - placeholder: What a secret becomes.
    public init(secrets: [String], placeholder: Placeholder) {
        self.init(needles: SecretNeedles(secrets: secrets), placeholder: placeholder)
    }

    init(needles: SecretNeedles, placeholder: Placeholder) {
        self.needles = needles
        self.placeholder = placeholder
    }

    /// Takes the next bytes.
    /// - Returns: The redacted bytes whose redaction is decided.
    public mutating func push(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        pending.append(contentsOf: bytes)
        return scan(isLast: false)
    }

    /// Ends the run.
    /// - Returns: The rest of the redacted bytes.
    public mutating func finish() -> [UInt8] {
        scan(isLast: true)
    }

    private mutating func scan(isLast: Bool) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(pending.count)
        var index = closeMatch(from: context, isLast: isLast, into: &output)
        var copied = index
        while let candidate = needles.heads.first(in: pending, from: index) {
            index = candidate
            guard isLast || pending.count - candidate >= needles.reach else { break }
            guard let (length, isPlaceholder) = beginMatch(at: candidate) else {
                index += 1
                continue
            }
            replacements += 1
            output.append(contentsOf: pending[copied..<candidate])
            if open == nil {
                let prefix = SecretNeedles.keyPrefixes.first { pending[candidate...].starts(with: $0) } ?? []
                output.append(contentsOf: placeholder.bytes(prefix: prefix, length: length))
            }
            // A placeholder that was there before is a word like any other.
            if !isPlaceholder { matchEnd = candidate + length }
            index = closeMatch(from: candidate + length, isLast: isLast, into: &output)
            copied = index
        }
        // Held back is what may be the beginning of a match.
        let end = isLast || open != nil ? pending.count : needles.heads.first(in: pending, from: index) ?? pending.count
        if copied < end { output.append(contentsOf: pending[copied..<end]) }
        context = min(end, Self.escapeReach)
        pending.removeFirst(end - context)
        matchEnd = matchEnd.map { $0 - (end - context) }
        return output
    }

    /// The length of what is known of a match at a place, and whether it is but a placeholder; a match that may go on is
    /// left open.
    private mutating func beginMatch(at start: Int) -> (length: Int, isPlaceholder: Bool)? {
        let bytes = pending[start...]
        if let secret = needles.secrets.first(where: { bytes.starts(with: $0) }) {
            if placeholder == .uniform { open = .filler }
            return (secret.count, false)
        }
        if let prefix = SecretNeedles.keyPrefixes.first(where: { bytes.starts(with: $0) }), isWordStart(start) {
            let length = prefix.count + Self.minimumKeyLength
            if bytes.count >= length, bytes.prefix(length).allSatisfy(Self.isKeyByte) {
                open = .key(prefix: prefix, length: length)
                return (length, false)
            }
        }
        guard placeholder == .uniform, let word = SecretNeedles.placeholders.first(where: { bytes.starts(with: $0) })
        else {
            return nil
        }
        open = .filler
        return (word.count, true)
    }

    /// Goes on with an open match to its end; without an end in sight it stays open.
    private mutating func closeMatch(from start: Int, isLast: Bool, into output: inout [UInt8]) -> Int {
        var end = start
        if case .key(let prefix, var length) = open {
            end = pending[start...].firstIndex { !Self.isKeyByte($0) } ?? pending.count
            length += end - start
            let isClosed = end < pending.count || isLast
            open = isClosed ? nil : .key(prefix: prefix, length: length)
            guard isClosed else { return end }
            guard placeholder == .uniform else {
                output.append(contentsOf: placeholder.bytes(prefix: prefix, length: length))
                return end
            }
            open = .filler
        }
        if case .filler = open {
            // A placeholder of a cassette is filled with dots, so those after a secret count no more than they do there.
            end = pending[end...].firstIndex { $0 != UInt8(ascii: ".") } ?? pending.count
            guard end < pending.count || isLast else { return end }
            output.append(contentsOf: placeholder.bytes(prefix: [], length: 0))
            open = nil
        }
        return end
    }

    /// Whether a word begins at a place: nothing of a word stands before it, or the end of an escape does.
    private func isWordStart(_ index: Int) -> Bool {
        func before(_ distance: Int) -> UInt8? { index >= distance ? pending[index - distance] : nil }
        guard let previous = before(1), Self.isKeyByte(previous), matchEnd != index else { return true }
        if before(2) == UInt8(ascii: "\\") { return true }
        if before(3) == UInt8(ascii: "%"), before(2)?.hexadecimalValue != nil, previous.hexadecimalValue != nil {
            return true
        }
        return before(6) == UInt8(ascii: "\\") && before(5) == UInt8(ascii: "u")
    }

    static func isKeyByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
