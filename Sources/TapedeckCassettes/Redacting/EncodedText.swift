// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TapedeckCore

/// A piece of encoded text: a string with JSON escapes, or base64.
struct EncodedText {
    private enum Encoding {
        case json
        /// The text before the base64, and whether its alphabet is that of URLs.
        case base64(prefix: [UInt8], isForURLs: Bool)
    }

    /// The fewest characters of base64 that are looked into.
    private static let minimumLength = 16
    private static let marker = Array(";base64,".utf8)

    /// The decoded text of the piece.
    let content: [UInt8]
    private let encoding: Encoding

    /// Decodes a piece; `nil` for one that says what it spells, or something that is no text.
    init?(_ piece: ArraySlice<UInt8>) {
        if piece.contains(UInt8(ascii: "\\")) {
            let quote = [UInt8(ascii: "\"")]
            guard let text = (try? JSONValue(parsing: quote + piece + quote))?.string else { return nil }
            self.content = Array(text.utf8)
            self.encoding = .json
            return
        }
        guard piece.count >= Self.minimumLength else { return nil }
        var start = piece.startIndex
        if piece.starts(with: "data:".utf8), let end = piece.prefix(256).firstRange(of: Self.marker)?.upperBound {
            start = end
        }
        guard let decoded = Self.decode(piece[start...]), String(validating: decoded.content, as: UTF8.self) != nil
        else { return nil }
        self.content = decoded.content
        self.encoding = .base64(prefix: Array(piece[..<start]), isForURLs: decoded.isForURLs)
    }

    /// Other content in the same encoding.
    func encode(_ content: [UInt8]) -> [UInt8] {
        switch encoding {
        case .json:
            return Array(JSONValue.string(String(decoding: content, as: UTF8.self)).text().utf8.dropFirst().dropLast())
        case .base64(let prefix, let isForURLs):
            var text = Array(Data(content).base64EncodedString().utf8)
            if isForURLs {
                text = text.filter { $0 != UInt8(ascii: "=") }.map {
                    $0 == UInt8(ascii: "+") ? UInt8(ascii: "-") : $0 == UInt8(ascii: "/") ? UInt8(ascii: "_") : $0
                }
            }
            return prefix + text
        }
    }

    private static func decode(_ text: ArraySlice<UInt8>) -> (content: [UInt8], isForURLs: Bool)? {
        var isForURLs = false
        var padding = 0
        for byte in text {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"):
                guard padding == 0 else { return nil }
            case UInt8(ascii: "-"), UInt8(ascii: "_"):
                guard padding == 0 else { return nil }
                isForURLs = true
            case UInt8(ascii: "="): padding += 1
            default: return nil
            }
        }
        guard padding <= 2, (text.count - padding) % 4 != 1 else { return nil }
        var plain = text.filter { $0 != UInt8(ascii: "=") }
        if isForURLs {
            plain = plain.map {
                $0 == UInt8(ascii: "-") ? UInt8(ascii: "+") : $0 == UInt8(ascii: "_") ? UInt8(ascii: "/") : $0
            }
        }
        plain += [UInt8](repeating: UInt8(ascii: "="), count: (4 - plain.count % 4) % 4)
        guard let data = Data(base64Encoded: Data(plain)) else { return nil }
        return (Array(data), isForURLs || (padding == 0 && text.count % 4 != 0))
    }
}
