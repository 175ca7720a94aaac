// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A way to split a text into tokens, for languages that the default tokenizer does not serve.
///
/// Two tokens are equal when their UTF-8 bytes are: composed and decomposed forms of a letter differ, unlike two
/// `String`s, so that scores do not depend on a Unicode version. As in `rouge_score`, the stemmer does not apply to
/// the tokens of a custom tokenizer.
public protocol RougeTokenizer: Sendable {
    /// Splits a text into tokens.
    /// - Parameter text: A whole text, or for `rougeLsum` one sentence of it.
    /// - Returns: The tokens in text order; empty for a text without any.
    func tokens(in text: String) -> [String]
}

/// The default tokenizer: maximal runs of ASCII letters and digits, in lower case.
///
/// Everything else separates tokens: `don't` is `don`, `t`; `café` is `caf`. Apply it alone to see what is compared;
/// the scorer does the same over bytes without making strings.
public struct DefaultTokenizer: RougeTokenizer, Hashable {
    /// Whether words of four letters and more are replaced by their stems.
    package let stemmer: Stemmer

    /// Creates the tokenizer.
    /// - Parameter stemmer: What to do to each word.
    public init(stemmer: Stemmer = .none) { self.stemmer = stemmer }

    /// Splits a text into tokens.
    /// - Parameter text: A text of any length.
    /// - Returns: Its tokens, or their stems, in text order.
    public func tokens(in text: String) -> [String] {
        var tokenizer = ByteTokenizer()
        var vocabulary = Vocabulary()
        var run = TokenRun()
        text.withUTF8Bytes { bytes in
            tokenizer.tokenize(
                bytes,
                into: &run,
                vocabulary: &vocabulary,
                stemming: stemmer == .porter,
                lines: false
            )
        }
        return (0..<run.count).map { String(decoding: vocabulary.bytes(of: run.tokens[$0]), as: UTF8.self) }
    }
}

/// The normalisation of words before they are compared.
public enum Stemmer: String, Sendable, Hashable, CaseIterable {
    /// Words are compared as they are.
    case none
    /// Words of four letters and more are replaced by their stems, as NLTK's Porter stemmer makes them.
    case porter
}

extension String {
    /// Calls a function with the UTF-8 bytes, without a copy where the string holds them.
    @inline(__always)
    func withUTF8Bytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        if let result = utf8.withContiguousStorageIfAvailable(body) { return result }
        return Array(utf8).withUnsafeBufferPointer(body)
    }
}
