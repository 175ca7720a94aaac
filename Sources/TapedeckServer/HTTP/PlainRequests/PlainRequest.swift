// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes

/// The places of a request in the bytes of a connection, where they are beyond doubt.
///
/// Two programs that read one connection and disagree about where a request ends let a client smuggle one past the
/// other. So this reads only what every reader of HTTP/1.1 reads the same way: three methods, lines that end with CR LF,
/// visible ASCII, no folded lines, one `host`, a length that is given once in digits or not at all. Everything else is
/// left to the HTTP parser, also where the protocol allows it.
struct PlainRequest: Equatable {
    /// What bytes begin with.
    enum Reading: Equatable {
        /// A whole head; the body may be incomplete.
        case plain(PlainRequest)
        /// The beginning of a head that may become plain.
        case incomplete
        /// Anything else.
        case foreign
    }

    /// Maximum size of a head in bytes, and maximum number of its fields: far below what the HTTP parser accepts.
    static let headLimit = 16 << 10
    static let fieldLimit = 128

    let method: HTTPRequest.Method
    /// The target, which begins with a slash.
    let target: Range<Int>
    /// The lines of the fields, without the empty one.
    let fields: Range<Int>
    /// The lines among them that change no response, where they adjoin as one range.
    let irrelevant: [Range<Int>]
    /// The body, which begins behind the head.
    let body: Range<Int>

    /// The number of bytes of head and body.
    var length: Int { body.upperBound }
}

extension PlainRequest {
    private static let methods: [(HTTPRequest.Method, [UInt8])] =
        [.post, .get, .delete].map { ($0, Array("\($0.rawValue) ".utf8)) }
    private static let version = Array(" HTTP/1.1\r\n".utf8)
    private static let lineEnd = Array("\r\n".utf8)

    /// Reads the head of a request.
    static func read(_ bytes: Span<UInt8>) -> Reading {
        do throws(HeadCursor.Stop) {
            return .plain(try PlainRequest(bytes))
        } catch {
            return error == .incomplete && bytes.count <= headLimit ? .incomplete : .foreign
        }
    }

    private init(_ bytes: Span<UInt8>) throws(HeadCursor.Stop) {
        var cursor = HeadCursor()
        method = try Self.method(bytes, &cursor)
        target = cursor.skipVisible(in: bytes)
        try cursor.skip(Self.version, in: bytes)
        guard bytes[target.lowerBound] == UInt8(ascii: "/") else { throw .foreign }
        let start = cursor.position
        var lines = PlainFields()
        while cursor.position < bytes.count, bytes[cursor.position] != UInt8(ascii: "\r") {
            let line = cursor.position
            let name = cursor.skipToken(in: bytes)
            try cursor.skip(UInt8(ascii: ":"), in: bytes)
            let value = cursor.skipText(in: bytes)
            try cursor.skip(Self.lineEnd, in: bytes)
            guard lines.add(name, value, in: bytes, line: line..<cursor.position) else { throw .foreign }
        }
        fields = start..<cursor.position
        try cursor.skip(Self.lineEnd, in: bytes)
        guard lines.hostCount == 1, cursor.position <= Self.headLimit else { throw .foreign }
        irrelevant = lines.irrelevant
        body = cursor.position..<cursor.position + (lines.bodyLength ?? 0)
    }

    private static func method(
        _ bytes: Span<UInt8>,
        _ cursor: inout HeadCursor
    ) throws(HeadCursor.Stop) -> HTTPRequest.Method {
        guard bytes.count > 0 else { throw .incomplete }
        for (method, text) in methods where text[0] == bytes[0] {
            try cursor.skip(text, in: bytes)
            return method
        }
        throw .foreign
    }
}

/// A place in a head, up to which it is plain.
struct HeadCursor {
    /// Why reading stops.
    enum Stop: Error {
        /// The bytes end.
        case incomplete
        /// There is another byte than expected.
        case foreign
    }

    private(set) var position: Int

    init(at position: Int = 0) {
        self.position = position
    }

    /// Passes bytes that are known.
    mutating func advance(by count: Int) {
        position += count
    }

    /// Passes a byte.
    mutating func skip(_ byte: UInt8, in bytes: Span<UInt8>) throws(Stop) {
        guard position < bytes.count else { throw .incomplete }
        guard bytes[position] == byte else { throw .foreign }
        position += 1
    }

    /// Passes a text.
    mutating func skip(_ text: [UInt8], in bytes: Span<UInt8>) throws(Stop) {
        for byte in text { try skip(byte, in: bytes) }
    }

    /// Passes visible characters; there may be none.
    mutating func skipVisible(in bytes: Span<UInt8>) -> Range<Int> {
        let start = position
        while position < bytes.count, bytes[position] &- 0x21 < 0x5e { position += 1 }
        return start..<position
    }

    /// Passes visible characters, spaces and tabs; there may be none.
    mutating func skipText(in bytes: Span<UInt8>) -> Range<Int> {
        let start = position
        while position < bytes.count, bytes[position] &- 0x20 < 0x5f || bytes[position] == 0x09 { position += 1 }
        return start..<position
    }

    /// Passes the characters of a token (RFC 9110, section 5.6.2); there may be none.
    mutating func skipToken(in bytes: Span<UInt8>) -> Range<Int> {
        let start = position
        while position < bytes.count, Self.isToken(bytes[position]) { position += 1 }
        return start..<position
    }

    private static func isToken(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
            true
        default: false
        }
    }
}
