// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// Replaces the values of JSON members that are named like a credential, in a run of bytes that comes in pieces.
///
/// Members are found by their names in quotes, so that it does not matter where a document begins: JSON, its lines, the
/// events of a stream, a part of a form, and JSON in a string of JSON are all the same. See ``CredentialNames``.
struct MemberScanner: PieceScanner, Sendable {
    /// The number of bytes to look back from the end of a name: the longest name with its quotes.
    private static let lookBack = CredentialNames.lengthLimit + 16
    /// The most white space around a colon.
    private static let spaceLimit = 64

    /// A string that may be replaced.
    private struct Value {
        var replacement: ValueReplacement
        let level: QuoteLevel
        let isToken: Bool
    }

    /// How many places have been replaced so far.
    private(set) var replacements = 0
    private let placeholder: Placeholder
    var pending: PendingBytes
    private var index = 0
    private var value: Value?
    private var region: MemberRegion?

    init(placeholder: Placeholder, keepsEdits: Bool = false) {
        self.placeholder = placeholder
        self.pending = PendingBytes(lookBack: Self.lookBack, keepsEdits: keepsEdits)
    }

    mutating func scan(isLast: Bool) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(pending.bytes.count - pending.start)
        index = pending.start
        while index < pending.bytes.count || value != nil {
            let goesOn =
                if value != nil {
                    closeValue(isLast: isLast, into: &output)
                } else if region != nil {
                    stepInRegion(isLast: isLast, into: &output)
                } else {
                    search(isLast: isLast, into: &output)
                }
            guard goesOn else { break }
        }
        if value == nil { pending.give(upTo: isLast ? pending.bytes.count : index, into: &output) }
        pending.trim()
        return output
    }

    // MARK: - Members

    /// What follows the quote behind a name.
    private enum Candidate {
        /// Nothing to replace up to a place.
        case none(next: Int)
        /// More bytes are needed to tell.
        case undecided
        case string(first: Int, QuoteLevel, isToken: Bool)
        case number(Int)
        case region(first: Int, CredentialNames.Member, QuoteLevel)
    }

    /// Whether nothing is to be replaced in bytes that are all at hand.
    static func findsNothing(in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        var index = 0
        while let quote = nameEnd(in: bytes, from: index) {
            guard case .none(let next) = candidate(at: quote, in: bytes) else { return false }
            index = next
        }
        return true
    }

    /// Goes to the next member that is named like a credential; `false` when more bytes are needed to tell.
    private mutating func search(isLast: Bool, into output: inout [UInt8]) -> Bool {
        let found = pending.bytes.withUnsafeBufferPointer { [index] bytes in
            MemberScanner.nameEnd(in: bytes, from: index).map { ($0, MemberScanner.candidate(at: $0, in: bytes)) }
        }
        guard let (quote, candidate) = found else {
            index = pending.bytes.count
            // The last byte may be the quote behind a name.
            if !isLast, pending.bytes.last == UInt8(ascii: "\"") { index -= 1 }
            return false
        }
        index = quote
        switch candidate {
        case .none(let next): index = next
        case .undecided: return false
        case .string(let first, let level, let isToken): begin(first, level, isToken: isToken, &output)
        case .number(let start):
            index = start
            return replaceNumber(isLast: isLast, from: quote, into: &output)
        case .region(let first, let member, let level):
            index = first
            region = MemberRegion(of: member, level: level)
        }
        return true
    }

    /// What follows a quote behind which a colon may stand.
    private static func candidate(at quote: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Candidate {
        guard let level = QuoteLevel(before: quote, in: bytes), let name = level.name(before: quote, in: bytes) else {
            return .none(next: quote + 1)
        }
        let member = CredentialNames.member(bytes[name])
        guard member != .other else { return .none(next: quote + 1) }
        guard let colon = skipSpace(quote + 1, in: bytes),
            let start = bytes[colon] == UInt8(ascii: ":") ? skipSpace(colon + 1, in: bytes) : colon
        else { return .undecided }
        guard bytes[colon] == UInt8(ascii: ":") else { return .none(next: quote + 1) }
        switch level.opening(at: start, in: bytes) {
        case .undecided: return .undecided
        case .string(let first):
            guard member == .credential || member == .token else { return .none(next: first) }
            return .string(first: first, level, isToken: member == .token)
        case .none: break
        }
        switch bytes[start] {
        case UInt8(ascii: "{"), UInt8(ascii: "["): return .region(first: start, member, level)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            return member == .credential ? .number(start) : .none(next: start)
        default: return .none(next: start)
        }
    }

    /// The next byte that is no white space; `nil` when there is none in sight.
    private static func skipSpace(_ start: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Int? {
        var index = start
        while index < bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "\\") {
                guard index + 1 < bytes.count else { return nil }
                guard "nrt".utf8.contains(bytes[index + 1]) else { return index }
                index += 2
            } else if " \n\r\t".utf8.contains(byte), index - start < Self.spaceLimit {
                index += 1
            } else {
                return index
            }
        }
        return nil
    }

    private mutating func replaceNumber(isLast: Bool, from quote: Int, into output: inout [UInt8]) -> Bool {
        let bytes = pending.bytes
        let start = index
        let end = bytes[start...].firstIndex { !ByteSet.number.contains($0) } ?? bytes.count
        guard end < bytes.count || isLast || end - start > ValueReplacement.limit else {
            index = quote
            return false
        }
        index = end
        if !bytes[start..<end].elementsEqual("0".utf8) {
            replacements += 1
            pending.give(upTo: start, into: &output)
            pending.replace(from: pending.base + start, upTo: end, by: [UInt8(ascii: "0")], into: &output)
        }
        return true
    }

    // MARK: - Values

    private mutating func begin(_ first: Int, _ level: QuoteLevel, isToken: Bool, _ output: inout [UInt8]) {
        pending.give(upTo: first, into: &output)
        value = Value(replacement: ValueReplacement(start: pending.base + first), level: level, isToken: isToken)
        index = first
    }

    /// Goes on to the end of a value; `false` when it is not in sight.
    private mutating func closeValue(isLast: Bool, into output: inout [UInt8]) -> Bool {
        guard var value else { return true }
        let first = max(value.replacement.start - pending.base, 0)
        let close = pending.bytes.withUnsafeBufferPointer { [index] bytes in
            value.level.closing(from: max(index, first), notBefore: first, in: bytes)
        }
        let progress = value.replacement.proceed(
            to: close?.contentEnd,
            tail: QuoteLevel.tail(of: pending.bytes),
            isLast: isLast,
            by: placeholder,
            in: &pending,
            into: &output
        ) { Self.isSecret($0, isToken: value.isToken) }
        self.value = progress == .undecided ? value : nil
        replacements += progress == .replaced ? 1 : 0
        index = progress == .undecided ? pending.start : close?.next ?? pending.bytes.count
        return progress != .undecided
    }

    private static func isSecret(_ content: ArraySlice<UInt8>, isToken: Bool) -> Bool {
        guard isToken else { return true }
        // A piece of text that a model reads or writes is called a token too.
        return !content.contains { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\\") }
            && KnownSecrets.isSecret(String(decoding: content, as: UTF8.self))
            && content.firstRange(of: Array(Placeholder.word.utf8)) == nil
    }

    // MARK: - Regions

    private mutating func stepInRegion(isLast: Bool, into output: inout [UInt8]) -> Bool {
        guard var region else { return true }
        let step = pending.bytes.withUnsafeBufferPointer { [index] in region.step($0, from: index, isLast: isLast) }
        self.region = region
        switch step {
        case .goOn(let next): index = next
        case .value(let first): begin(first, region.level, isToken: false, &output)
        case .ended(let next):
            self.region = nil
            index = next
        case .undecided(let start):
            index = start
            return false
        }
        return true
    }

    /// The next quote behind which a colon may follow and before which a name of ours may end.
    private static func nameEnd(in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        var index = start
        while let quote = bytes.firstIndex(of: UInt8(ascii: "\""), from: index), quote + 1 < bytes.count {
            let next = bytes[quote + 1]
            if next == UInt8(ascii: ":") || next <= UInt8(ascii: " ") || next == UInt8(ascii: "\\") {
                var last = quote - 1
                while last > 1, bytes[last] == UInt8(ascii: "\\") { last -= 1 }
                if last > 1, CredentialNames.mayEnd(bytes[last - 2], bytes[last - 1], bytes[last]) { return quote }
            }
            index = quote + 1
        }
        return nil
    }
}
