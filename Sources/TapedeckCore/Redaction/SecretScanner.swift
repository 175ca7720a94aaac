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
    public static let minimumSecretLength = 8

    /// How far before a key an escape reaches that makes it the beginning of a word: `\u0020`.
    private static let escapeReach = 6

    /// A match of which only the beginning has been seen, with its length so far.
    private enum Open {
        case key(prefix: [UInt8], length: Int)
        case placeholder
    }

    /// How many secrets have been replaced so far.
    public private(set) var replacements = 0
    private let needles: SecretNeedles
    private let placeholder: Placeholder
    /// Bytes that are not decided on, after `context` bytes that were given out already.
    private var pending: [UInt8] = []
    private var context = 0
    private var open: Open?

    /// Creates a scanner.
    /// - Parameters:
    ///   - secrets: Values to replace wherever they stand; those shorter than ``minimumSecretLength`` are not secrets.
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
            guard let length = beginMatch(at: candidate) else {
                index += 1
                continue
            }
            replacements += 1
            output.append(contentsOf: pending[copied..<candidate])
            if open == nil { output.append(contentsOf: placeholder.bytes(prefix: [], length: length)) }
            index = closeMatch(from: candidate + length, isLast: isLast, into: &output)
            copied = index
        }
        // Held back is what may be the beginning of a match.
        let end = isLast || open != nil ? pending.count : needles.heads.first(in: pending, from: index) ?? pending.count
        if copied < end { output.append(contentsOf: pending[copied..<end]) }
        context = min(end, Self.escapeReach)
        pending.removeFirst(end - context)
        return output
    }

    /// The length of what is known of a match at a place; a match that may go on is left open.
    private mutating func beginMatch(at start: Int) -> Int? {
        let bytes = pending[start...]
        if let secret = needles.secrets.first(where: { bytes.starts(with: $0) }) { return secret.count }
        if placeholder == .uniform, let word = SecretNeedles.placeholders.first(where: { bytes.starts(with: $0) }) {
            open = .placeholder
            return word.count
        }
        guard let prefix = SecretNeedles.keyPrefixes.first(where: { bytes.starts(with: $0) }), isWordStart(start) else {
            return nil
        }
        let length = prefix.count + Self.minimumKeyLength
        guard bytes.count >= length, bytes.prefix(length).allSatisfy(Self.isKeyByte) else { return nil }
        open = .key(prefix: prefix, length: length)
        return length
    }

    /// Goes on with an open match to its end; without an end in sight it stays open.
    private mutating func closeMatch(from start: Int, isLast: Bool, into output: inout [UInt8]) -> Int {
        guard let match = open else { return start }
        let goesOn: (UInt8) -> Bool =
            if case .key = match { Self.isKeyByte } else { { $0 == UInt8(ascii: ".") } }
        let end = pending[start...].firstIndex { !goesOn($0) } ?? pending.count
        let isClosed = end < pending.count || isLast
        switch match {
        case .placeholder:
            if isClosed { output.append(contentsOf: placeholder.bytes(prefix: [], length: 0)) }
        case .key(let prefix, let length):
            open = .key(prefix: prefix, length: length + end - start)
            if isClosed { output.append(contentsOf: placeholder.bytes(prefix: prefix, length: length + end - start)) }
        }
        if isClosed { open = nil }
        return end
    }

    /// Whether a word begins at a place: nothing of a word stands before it, or the end of an escape does.
    private func isWordStart(_ index: Int) -> Bool {
        func before(_ distance: Int) -> UInt8? { index >= distance ? pending[index - distance] : nil }
        guard let previous = before(1), Self.isKeyByte(previous) else { return true }
        if before(2) == UInt8(ascii: "\\") { return true }
        if before(3) == UInt8(ascii: "%"), before(2)?.hexadecimalValue != nil, previous.hexadecimalValue != nil {
            return true
        }
        return before(6) == UInt8(ascii: "\\") && before(5) == UInt8(ascii: "u")
    }

    private static func isKeyByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
