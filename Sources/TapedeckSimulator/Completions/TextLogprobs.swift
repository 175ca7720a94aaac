// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckTokens

/// The `logprobs` of a legacy completion: four lists with an element for each token.
struct TextLogprobs: Sendable {
    private var tokens: [JSONValue] = []
    private var tokenLogprobs: [JSONValue] = []
    private var topLogprobs: [JSONValue] = []
    private var offsets: [JSONValue] = []

    /// - Parameters:
    ///   - places: The candidates for each token.
    ///   - offset: Characters before the first token, counted from the start of the prompt.
    ///   - beginsText: Whether nothing stands before the first token, so that it has no probability.
    ///   - encoding: The encoding of the tokens.
    init(_ places: [TokenLogprobs.Place], offset: Int, beginsText: Bool, _ encoding: TokenEncoding) {
        var offset = offset
        var open: [UInt8] = []
        for (index, place) in places.enumerated() {
            let isFirst = beginsText && index == 0
            tokens.append(.string(Self.text(place.written.token, encoding)))
            tokenLogprobs.append(isFirst ? .null : .decimal(place.written.logprob))
            topLogprobs.append(isFirst ? .null : Self.top(place, encoding))
            offsets.append(.integer(offset))
            // A token that ends inside a character moves no further.
            open += encoding.bytes(of: place.written.token) ?? []
            guard let text = String(validating: open, as: UTF8.self) else { continue }
            offset += text.unicodeScalars.count
            open.removeAll(keepingCapacity: true)
        }
    }

    private init(_ other: TextLogprobs, _ range: Range<Int>) {
        tokens = Array(other.tokens[range])
        tokenLogprobs = Array(other.tokenLogprobs[range])
        topLogprobs = Array(other.topLogprobs[range])
        offsets = Array(other.offsets[range])
    }

    /// The lists of some of the tokens.
    subscript(range: Range<Int>) -> TextLogprobs { TextLogprobs(self, range) }

    var document: JSONValue {
        [
            "tokens": .array(tokens), "token_logprobs": .array(tokenLogprobs), "top_logprobs": .array(topLogprobs),
            "text_offset": .array(offsets),
        ]
    }

    /// The candidates by their texts; the written token is always one of them.
    private static func top(_ place: TokenLogprobs.Place, _ encoding: TokenEncoding) -> JSONValue {
        .object(
            (place.top.isEmpty ? [place.written] : place.top).map {
                JSONMember(name: text($0.token, encoding), value: .decimal($0.logprob))
            }
        )
    }

    /// The text of a token; the bytes of one that is no whole character.
    private static func text(_ token: Int, _ encoding: TokenEncoding) -> String {
        let bytes = encoding.bytes(of: token) ?? []
        return String(validating: bytes, as: UTF8.self)
            ?? "bytes:" + bytes.map { "\\x" + CollectionOfOne($0).hexadecimal }.joined()
    }
}
