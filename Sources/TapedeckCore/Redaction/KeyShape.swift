// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The form of one vendor's keys: an unmistakable prefix, and the characters that follow it.
///
/// A class, since many are looked at for one byte.
final class KeyShape: Sendable {
    /// The form of the rest of a key.
    enum Form: Sendable {
        /// A run of some bytes.
        case run(ByteSet)
        /// Segments of key bytes with dots between them.
        case dotted
        /// As `dotted`, where the first segment is a key by itself and others must look like one.
        case openAI
        /// A JSON Web Token.
        case jwt
        /// The body of a private key, up to its last line.
        case pem
    }

    /// The characters that a key may consist of.
    enum Demand: Sendable {
        case none
        /// Not words with hyphens or underscores between them, such as the name of a CSS class.
        case noWords
        case digit
    }

    /// The prefix kept before the placeholder of a key.
    enum Kept: Sendable {
        case nothing
        /// The prefix, as a part of the placeholder; a fingerprint leaves it out.
        case mark
        /// The prefix, which is no part of the secret, such as `?sig=`.
        case place
    }

    let vendor: String
    let prefix: [UInt8]
    let form: Form
    /// How many bytes follow the prefix.
    let lengths: ClosedRange<Int>
    let demand: Demand
    let kept: Kept
    /// How many letters and digits of the key stand before the prefix.
    let behind: Int
    /// Where the form is published.
    let source: String

    init(
        _ vendor: String,
        _ prefix: String,
        _ form: Form,
        _ lengths: ClosedRange<Int> = SecretScanner.minimumKeyLength...Int.max,
        demand: Demand = .noWords,
        kept: Kept = .nothing,
        behind: Int = 0,
        source: String
    ) {
        self.vendor = vendor
        self.prefix = Array(prefix.utf8)
        self.form = form
        self.lengths = lengths
        self.demand = demand
        self.kept = kept
        self.behind = behind
        self.source = source
    }

    /// Whether a key must be at the beginning of a word.
    var isWord: Bool { ByteSet.key.contains(prefix.first ?? 0) && kept != .place && behind == 0 }

    /// The most bytes of a key that are looked at to decide on it.
    private var window: Int {
        switch form {
        case .jwt, .pem: 16 << 10
        case .run, .dotted, .openAI: 1024
        }
    }

    /// The match of bytes that begin with the prefix.
    enum Measure {
        case none
        /// More bytes are needed.
        case undecided
        /// The place behind the key, and what its rest may be made of when that is out of sight.
        case end(Int, rest: ByteSet?)
    }

    /// Measures what follows the prefix.
    /// - Parameters:
    ///   - bytes: All bytes at hand.
    ///   - start: The place behind the prefix.
    ///   - isLast: Whether no more bytes will come.
    /// - Returns: Where the key ends, if it is one.
    func measure(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int, isLast: Bool) -> Measure {
        let run = TokenRun(bytes: bytes, limit: min(bytes.count, start + window), isLast: isLast)
        let end: Int?
        switch form {
        case .run(let alphabet): end = run.end(of: alphabet, from: start)
        case .dotted: end = run.dottedEnd(from: start) { _ in true }
        case .openAI:
            guard let first = run.end(of: .key, from: start) else { return .undecided }
            guard lengths.contains(first - start), isRandom(bytes[start..<first]) else { return .none }
            end = run.dottedEnd(from: start) { $0.count >= 12 && $0.contains(where: ByteSet.digits.contains) }
        case .jwt:
            guard let end = run.dottedEnd(from: start, where: { _ in true }) else { return .undecided }
            return Self.jwtEnd(bytes[start..<end]).map { .end($0, rest: nil) } ?? .none
        case .pem:
            guard let end = run.end(of: TokenRun.pem, from: start) else { return .undecided }
            return Self.pemEnd(bytes[start..<end]).map { .end($0, rest: $0 == end ? TokenRun.pem : nil) } ?? .none
        }
        guard let end else { return .undecided }
        if case .openAI = form {
        } else {
            guard lengths.contains(end - start), isRandom(bytes[start..<end]) else { return .none }
        }
        guard end == start + window else { return .end(end, rest: nil) }
        if case .run(let alphabet) = form { return .end(end, rest: alphabet) }
        return .end(end, rest: .key)
    }

    private func isRandom(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        // A placeholder may have become as long as keys that have one length only.
        if lengths.count < 100, bytes.firstRange(of: Array(Placeholder.word.utf8)) != nil { return false }
        switch demand {
        case .none: return true
        case .digit: return bytes.contains(where: ByteSet.digits.contains)
        case .noWords: return !TokenRun.isWords(bytes)
        }
    }

    /// The end of a token of three segments, or five when it is encrypted (RFC 7519, RFC 7516).
    private static func jwtEnd(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Int? {
        let segments = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard segments.count >= 3, segments[0].count >= 10 else { return nil }
        if segments[1].starts(with: "eyJ".utf8), segments[2].count >= 16 { return segments[2].endIndex }
        guard segments.count >= 5, segments[1...4].allSatisfy({ $0.count >= 10 }) else { return nil }
        return segments[4].endIndex
    }

    /// The end of a private key (RFC 7468) whose first line goes on here.
    private static func pemEnd(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Int? {
        let dashes = Array("-----".utf8)
        guard let first = bytes.prefix(64).firstRange(of: dashes),
            bytes[..<first.lowerBound].firstRange(of: Array("PRIVATE KEY".utf8)) != nil
        else { return nil }
        let rest = bytes[first.upperBound...]
        // Lines have 64 characters or more; a sentence about private keys has none of that kind.
        guard rest.split(whereSeparator: { !ByteSet.base64.contains($0) }).contains(where: { $0.count >= 40 }) else {
            return nil
        }
        guard let last = rest.firstRange(of: Array("-----END".utf8)) else { return bytes.endIndex }
        return bytes[last.upperBound...].firstRange(of: dashes)?.upperBound ?? bytes.endIndex
    }
}

/// Runs of bytes that may go on beyond what is at hand.
struct TokenRun {
    /// The characters of a private key, with the escapes that JSON writes for line ends.
    static let pem = ByteSet.base64.union(ByteSet(" \r\n\t\\:,"))

    let bytes: UnsafeBufferPointer<UInt8>
    let limit: Int
    let isLast: Bool

    /// The end of a run; `nil` when it is not in sight.
    func end(of alphabet: ByteSet, from start: Int) -> Int? {
        var index = start
        while index < limit, alphabet.contains(bytes[index]) { index += 1 }
        return index == bytes.count && !isLast ? nil : index
    }

    /// The end of segments of key bytes with single dots between them; those after the first must be accepted.
    func dottedEnd(from start: Int, where accepts: (Slice<UnsafeBufferPointer<UInt8>>) -> Bool) -> Int? {
        guard var end = end(of: .key, from: start) else { return nil }
        while end < limit, bytes[end] == UInt8(ascii: ".") {
            guard let next = self.end(of: .key, from: end + 1) else { return nil }
            guard next > end + 1, accepts(bytes[(end + 1)..<next]) else { break }
            end = next
        }
        return end
    }

    /// Whether bytes are words with hyphens or underscores between them: of lower-case letters, capitalised, or a number
    /// of up to four digits.
    static func isWords(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        let words = bytes.split { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") }
        guard words.count > 1 else { return false }
        return words.allSatisfy { word in
            word.dropFirst().allSatisfy(ByteSet.lower.contains) && !ByteSet.digits.contains(word[word.startIndex])
                || word.count <= 4 && word.allSatisfy(ByteSet.digits.contains)
        }
    }
}
