// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// Replaces the values of form fields that are named like a credential, in a body that comes in pieces.
struct FormScanner: PieceScanner, Sendable {
    /// How the fields are written.
    enum Syntax: Sendable {
        /// `application/x-www-form-urlencoded`, and the queries of URLs.
        case encoded
        /// `multipart/form-data` with a delimiter.
        case multipart(delimiter: [UInt8])
    }

    private enum State {
        /// Before the name of a field, or the header fields of a part.
        case head
        case secret(ValueReplacement)
        /// In a value that stays as it is.
        case other
    }

    /// The longest name of a field, and header fields of a part.
    private static let headLimit = (encoded: 256, multipart: MultipartParser.headerLimit)

    private(set) var replacements = 0
    private let syntax: Syntax
    private let placeholder: Placeholder
    var pending: PendingBytes
    private var state: State

    init(_ syntax: Syntax, placeholder: Placeholder, keepsEdits: Bool = false) {
        self.syntax = syntax
        self.placeholder = placeholder
        self.pending = PendingBytes(lookBack: 0, keepsEdits: keepsEdits)
        switch syntax {
        case .encoded: state = .head
        case .multipart: state = .other
        }
    }

    mutating func scan(isLast: Bool) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(pending.bytes.count)
        while pending.start < pending.bytes.count || isSecret {
            guard step(isLast: isLast, into: &output) else { break }
        }
        if isLast { pending.give(upTo: pending.bytes.count, into: &output) }
        pending.trim()
        return output
    }

    private var isSecret: Bool {
        if case .secret = state { true } else { false }
    }

    /// Goes on to the next state; `false` when more bytes are needed.
    private mutating func step(isLast: Bool, into output: inout [UInt8]) -> Bool {
        switch state {
        case .head:
            guard let (end, isCredential) = head(isLast: isLast) else { return false }
            pending.give(upTo: end, into: &output)
            state = isCredential ? .secret(ValueReplacement(start: pending.base + end)) : .other
            return true
        case .secret(var value):
            let end = valueEnd(from: pending.start)
            let progress = value.proceed(
                to: end?.lowerBound,
                tail: tail,
                isLast: isLast,
                by: placeholder,
                in: &pending,
                into: &output
            ) { _ in true }
            state = progress == .undecided ? .secret(value) : .other
            replacements += progress == .replaced ? 1 : 0
            return progress != .undecided
        case .other:
            guard let end = valueEnd(from: pending.start) else {
                pending.give(upTo: isLast ? pending.bytes.count : pending.bytes.count - tail, into: &output)
                return false
            }
            pending.give(upTo: end.upperBound, into: &output)
            state = .head
            return true
        }
    }

    /// How many bytes may be the beginning of what ends a value.
    private var tail: Int {
        switch syntax {
        case .encoded: 0
        case .multipart(let delimiter): delimiter.count + 1
        }
    }

    /// The end of the value that begins at a place.
    private func valueEnd(from start: Int) -> Range<Int>? {
        switch syntax {
        case .encoded:
            return pending.bytes[start...].firstIndex(of: UInt8(ascii: "&")).map { $0..<$0 + 1 }
        case .multipart(let delimiter):
            guard let found = pending.bytes[start...].firstRange(of: delimiter) else { return nil }
            // The line end before a delimiter belongs to it.
            let isLine = found.lowerBound >= start + 2 && pending.bytes[found.lowerBound - 1] == UInt8(ascii: "\n")
            return (isLine ? found.lowerBound - 2 : found.lowerBound)..<found.upperBound
        }
    }

    /// Where the value begins, and whether its name is one of a credential.
    private func head(isLast: Bool) -> (end: Int, isCredential: Bool)? {
        let rest = pending.bytes[pending.start...]
        switch syntax {
        case .encoded:
            guard let end = rest.firstIndex(where: { $0 == UInt8(ascii: "=") || $0 == UInt8(ascii: "&") }) else {
                return isLast || rest.count > Self.headLimit.encoded ? (rest.endIndex, false) : nil
            }
            guard rest[end] == UInt8(ascii: "=") else { return (end, false) }
            let name = PercentEncoding.decodeQuery(Substring(decoding: rest[..<end], as: UTF8.self))
            return (end + 1, CredentialNames.isQueryItem(name.utf8))
        case .multipart:
            guard let end = rest.firstRange(of: Array("\r\n\r\n".utf8)) else {
                return isLast || rest.count > Self.headLimit.multipart ? (rest.endIndex, false) : nil
            }
            let fields = (try? MultipartField.list(rest[..<end.lowerBound].drop { $0 == 13 || $0 == 10 })) ?? []
            let disposition = fields.first { $0.name == "content-disposition" }.map { FieldParameters($0.value) }
            let name = disposition?.parameters["name"] ?? ""
            let isFile = disposition?.parameters["filename"] != nil
            return (end.upperBound, !isFile && CredentialNames.isQueryItem(name.utf8))
        }
    }
}
