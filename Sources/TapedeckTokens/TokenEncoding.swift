// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A byte-pair encoding of the OpenAI models: turns text into tokens and back, exactly as tiktoken does.
///
/// Special tokens in a text are ordinary text, as with tiktoken's `encode_ordinary`. The ranks are part of the
/// binary; each encoding is unpacked once, when it is first used.
package final class TokenEncoding: Sendable {
    /// The encoding of gpt-4o and later models.
    package static let o200kBase = TokenEncoding(.o200kBase)
    /// The encoding of gpt-3.5, gpt-4 and the embedding models.
    package static let cl100kBase = TokenEncoding(.cl100kBase)

    /// The encoding's name, as tiktoken spells it.
    package let name: String

    private let pattern: SplitPattern
    private let table: RankTable
    private let specialTokens: [Int: String]

    init(_ source: RankSource) {
        name = source.name
        pattern = source.pattern
        specialTokens = source.specialTokens
        table = RankTable(source)
    }

    /// Encodes a text.
    /// - Parameter text: Any text; empty text has no tokens.
    /// - Returns: The tokens in text order.
    /// - Complexity: O(*n*) for ordinary text, O(*n* log *n*) for a text without anything to split at.
    package func encode(_ text: some StringProtocol) -> [Int] {
        var tokens: [Int] = []
        withBytes(of: text) { encode($0) { tokens.append(Int($0)) } }
        return tokens
    }

    /// Encodes a text that is given as UTF-8.
    /// - Parameter bytes: UTF-8; what is not valid is repaired as `String(decoding:as:)` repairs it.
    /// - Returns: The tokens in text order.
    package func encode(utf8 bytes: some Collection<UInt8>) -> [Int] {
        encode(String(decoding: bytes, as: UTF8.self))
    }

    /// Counts the tokens of a text.
    /// - Parameter text: Any text; empty text has no tokens.
    /// - Returns: The number of tokens ``encode(_:)`` would give.
    package func count(_ text: some StringProtocol) -> Int {
        var count = 0
        withBytes(of: text) { encode($0) { _ in count += 1 } }
        return count
    }

    /// Counts the tokens of a text that is given as UTF-8.
    /// - Parameter bytes: UTF-8; what is not valid is repaired as `String(decoding:as:)` repairs it.
    /// - Returns: The number of tokens ``encode(utf8:)`` would give.
    package func count(utf8 bytes: some Collection<UInt8>) -> Int {
        count(String(decoding: bytes, as: UTF8.self))
    }

    /// Finds the bytes of a token.
    /// - Parameter token: A token of this encoding, special ones included.
    /// - Returns: Its bytes, which need not be whole characters; `nil` when there is no such token.
    package func bytes(of token: Int) -> [UInt8]? {
        if let special = specialTokens[token] { return Array(special.utf8) }
        return table.bytes(of: token)
    }

    /// Decodes tokens.
    /// - Parameter tokens: Tokens of this encoding, special ones included.
    /// - Returns: Their bytes one after the other; `nil` when one of them is not a token of this encoding.
    package func decode(_ tokens: some Sequence<Int>) -> [UInt8]? {
        var output: [UInt8] = []
        for token in tokens {
            guard let bytes = bytes(of: token) else { return nil }
            output += bytes
        }
        return output
    }

    // MARK: - Encoding

    private func withBytes(of text: some StringProtocol, _ body: (UnsafeBufferPointer<UInt8>) -> Void) {
        if text.utf8.withContiguousStorageIfAvailable(body) == nil { Array(text.utf8).withUnsafeBufferPointer(body) }
    }

    @inline(__always)
    private func encode(_ text: UnsafeBufferPointer<UInt8>, _ emit: (UInt32) -> Void) {
        table.withView { view in
            let merger = PairMerger(view: view)
            ScalarClass.withTable { classes in
                let scanner = TextScanner(text: text, classes: classes)
                var start = 0
                while start < text.count {
                    let end = pattern.end(ofPieceAt: start, in: scanner)
                    let piece = UnsafeBufferPointer(rebasing: text[start..<end])
                    if let rank = view.rank(of: piece) { emit(rank) } else { merger.merge(piece, emit) }
                    start = end
                }
            }
        }
    }
}
