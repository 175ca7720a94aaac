// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckTokens

/// An answer's text with its tokens, up to a stop sequence or the token limit.
struct TokenizedText: Sendable {
    let text: String
    let tokens: [Int]
    /// Whether the text was truncated at the limit.
    let isTruncated: Bool

    /// Tokenizes a text up to its first stop sequence or the token limit.
    init(
        _ text: String,
        isUnfinished: Bool = false,
        stops: [String] = [],
        limit: Int = .max,
        encoding: TokenEncoding
    ) {
        let end = Self.end(of: text, before: stops)
        let ended = end ?? text
        let tokens = encoding.encode(ended)
        guard tokens.count > limit else {
            self.text = ended
            self.tokens = tokens
            isTruncated = isUnfinished && end == nil
            return
        }
        self.tokens = Array(tokens.prefix(limit))
        isTruncated = true
        self.text = Self.wholeCharacters(encoding.decode(self.tokens) ?? [])
    }

    /// The text before the first stop sequence; `nil` when it has none.
    private static func end(of text: String, before stops: [String]) -> String? {
        guard !stops.isEmpty else { return nil }
        let bytes = Array(text.utf8)
        let end = stops.compactMap { ByteSearch.firstPlace(of: Array($0.utf8), in: bytes) }.min()
        return end.map { wholeCharacters(Array(bytes[..<$0])) }
    }

    /// Bytes as text without an incomplete scalar at the end.
    private static func wholeCharacters(_ bytes: [UInt8]) -> String {
        var bytes = bytes[...]
        while !bytes.isEmpty {
            if let text = String(validating: bytes, as: UTF8.self) { return text }
            bytes.removeLast()
        }
        return ""
    }

    /// Pieces of text, a token each; tokens of one character stay together.
    func pieces(_ encoding: TokenEncoding) -> [(text: String, tokens: Range<Int>)] {
        var pieces: [(text: String, tokens: Range<Int>)] = []
        var open: [UInt8] = []
        var start = 0
        for (offset, token) in tokens.enumerated() {
            open += encoding.bytes(of: token) ?? []
            guard let text = String(validating: open, as: UTF8.self) else { continue }
            pieces.append((text, start..<offset + 1))
            open.removeAll(keepingCapacity: true)
            start = offset + 1
        }
        return pieces
    }
}
