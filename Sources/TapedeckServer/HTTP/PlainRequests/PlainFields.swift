// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The fields of a plain request, as far as they decide where it ends and whether it is plain.
struct PlainFields {
    /// What a field means for reading a request.
    private enum Role {
        /// The field counts, and is read elsewhere.
        case ordinary
        /// The field changes no response.
        case irrelevant
        /// There must be one of these.
        case host
        /// The length of the body.
        case length
        /// The field may say that the connection stays open, and nothing else.
        case connection
        /// A request with this field is not plain: it changes framing or protocol, or waits for an interim response.
        case foreign
    }

    /// Lower-case names of the fields that change no response, since nothing reads them: not matching, which is told by
    /// its rules where it does, not redaction, and not the framing of messages.
    static let irrelevantNames: Set<String> = [
        "accept", "accept-encoding", "accept-language", "traceparent", "tracestate", "user-agent",
        "x-stainless-arch", "x-stainless-async", "x-stainless-helper-method", "x-stainless-lang", "x-stainless-os",
        "x-stainless-package-version", "x-stainless-read-timeout", "x-stainless-retry-count", "x-stainless-runtime",
        "x-stainless-runtime-version", "x-stainless-timeout",
    ]
    private static let foreignNames = [
        "expect", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade",
    ]

    /// The names that have a role, by their length.
    private static let roles: [[(name: [UInt8], role: Role)]] = {
        var roles = [[(name: [UInt8], role: Role)]](repeating: [], count: 32)
        func add(_ names: some Sequence<String>, _ role: Role) {
            for name in names { roles[name.utf8.count].append((Array(name.utf8), role)) }
        }
        add(irrelevantNames, .irrelevant)
        add(foreignNames, .foreign)
        add(["host"], .host)
        add(["content-length"], .length)
        add(["connection"], .connection)
        return roles
    }()
    private static let keepAlive = Array("keep-alive".utf8)

    private(set) var hostCount = 0
    private(set) var bodyLength: Int?
    private(set) var irrelevant: [Range<Int>] = []
    private var count = 0

    /// Takes the next field.
    /// - Returns: Whether the request is still plain.
    mutating func add(_ name: Range<Int>, _ value: Range<Int>, in bytes: Span<UInt8>, line: Range<Int>) -> Bool {
        count += 1
        guard !name.isEmpty, count <= PlainRequest.fieldLimit else { return false }
        switch Self.role(name, in: bytes) {
        case .ordinary: break
        case .irrelevant:
            if let last = irrelevant.last, last.upperBound == line.lowerBound {
                irrelevant[irrelevant.count - 1] = last.lowerBound..<line.upperBound
            } else {
                irrelevant.append(line)
            }
        case .host: hostCount += 1
        case .length:
            guard bodyLength == nil, let length = Self.number(value, in: bytes) else { return false }
            bodyLength = length
        case .connection:
            let value = Self.trimmed(value, in: bytes)
            guard Self.isSame(value, as: Self.keepAlive, in: bytes) else { return false }
        case .foreign: return false
        }
        return true
    }

    private static func role(_ name: Range<Int>, in bytes: Span<UInt8>) -> Role {
        guard name.count < roles.count else { return .ordinary }
        for known in roles[name.count] where isSame(name, as: known.name, in: bytes) { return known.role }
        return .ordinary
    }

    /// Whether bytes are a text in lower case, whatever their own case.
    private static func isSame(_ range: Range<Int>, as text: [UInt8], in bytes: Span<UInt8>) -> Bool {
        guard range.count == text.count else { return false }
        for index in text.indices {
            let byte = bytes[range.lowerBound + index]
            let isUpperCase = byte &- UInt8(ascii: "A") < 26
            guard (isUpperCase ? byte | 0x20 : byte) == text[index] else { return false }
        }
        return true
    }

    /// The range without spaces and tabs around it.
    static func trimmed(_ range: Range<Int>, in bytes: Span<UInt8>) -> Range<Int> {
        var (lower, upper) = (range.lowerBound, range.upperBound)
        while lower < upper, isSpace(bytes[lower]) { lower += 1 }
        while lower < upper, isSpace(bytes[upper - 1]) { upper -= 1 }
        return lower..<upper
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

    /// The value of a length: up to twelve digits after spaces, and nothing behind them.
    private static func number(_ range: Range<Int>, in bytes: Span<UInt8>) -> Int? {
        let digits = trimmed(range, in: bytes)
        guard !digits.isEmpty, digits.count <= 12, digits.upperBound == range.upperBound else { return nil }
        var number = 0
        for index in digits {
            let digit = bytes[index] &- UInt8(ascii: "0")
            guard digit < 10 else { return nil }
            number = number * 10 + Int(digit)
        }
        return number
    }
}
