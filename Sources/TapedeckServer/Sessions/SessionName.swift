// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TapedeckCore

/// The names sessions may have: any text but the empty one, up to a length.
package enum SessionName {
    /// The longest name in bytes.
    static let limit = 256
    /// The name of the default session where one must be written; internally it is empty.
    static let ofDefault = "default"

    /// The name of the session of an upstream of its own: the base URL without slashes.
    static func of(upstream: String) -> String {
        SessionFilter.upstreamPrefix
            + upstream.replacing("://", with: ":").split(separator: "/").joined(separator: ":")
    }

    /// A name from a part of a path, where `%` stands for itself unless two hexadecimal digits follow.
    /// - Returns: The name, empty for the default session.
    /// - Throws: ``SessionNameError`` when it cannot be one.
    static func decode(_ text: Substring) throws(SessionNameError) -> String {
        guard let name = String(validating: percentDecoded(text.utf8), as: UTF8.self) else { throw .notText }
        return try label(name)
    }

    /// The label that recordings of a session have, from its name as reports show it.
    /// - Returns: The label, empty for the default session.
    /// - Throws: ``SessionNameError`` when it cannot be a name.
    package static func label(_ name: String) throws(SessionNameError) -> String {
        try check(name)
        return name == ofDefault ? "" : name
    }

    /// A name as reports show it.
    static func shown(_ name: String) -> String { name.isEmpty ? ofDefault : name }

    /// A name as a path segment.
    package static func encode(_ name: String) -> String {
        var unreserved = CharacterSet.alphanumerics.intersection(CharacterSet(charactersIn: "\u{0}"..."\u{7F}"))
        unreserved.insert(charactersIn: "-._~")
        return name.addingPercentEncoding(withAllowedCharacters: unreserved) ?? name
    }

    /// Throws what keeps a text from being a name.
    static func check(_ name: String) throws(SessionNameError) {
        if name.isEmpty { throw .empty }
        let length = name.utf8.count
        if length > limit { throw .tooLong(length) }
        // SQLite ends a text there.
        if name.utf8.contains(0) { throw .zero }
    }

    private static func percentDecoded(_ text: Substring.UTF8View) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = text[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), rest.count >= 2, let value = UInt8(hexadecimal: rest.prefix(2)) {
                bytes.append(value)
                rest.removeFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return bytes
    }
}

extension UInt8 {
    /// The value of two hexadecimal digits.
    fileprivate init?(hexadecimal digits: Substring.UTF8View.SubSequence) {
        guard digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }) else { return nil }
        self.init(String(decoding: digits, as: UTF8.self), radix: 16)
    }
}

/// Why a text cannot be the name of a session.
package enum SessionNameError: Error, Equatable, CustomStringConvertible {
    case empty
    case tooLong(Int)
    case zero
    case notText

    /// One line for people.
    package var description: String {
        switch self {
        case .empty: "the name of a session cannot be empty; the default session is called '\(SessionName.ofDefault)'"
        case .tooLong(let length):
            "the name of a session may have \(SessionName.limit) bytes and this one has \(length); shorten it, or use "
                + "a digest of it"
        case .zero: "the name of a session cannot hold a zero byte"
        case .notText: "the name of a session must be UTF-8 once it is percent-decoded"
        }
    }
}
