// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// One ROUGE metric: `rouge1` … `rouge9`, `rougeL` or `rougeLsum`.
///
/// Source: Lin, *ROUGE: A Package for Automatic Evaluation of Summaries*, 2004, sections 2 and 3.
public struct RougeMetric: Sendable, Hashable, CustomStringConvertible {
    enum Kind: Sendable, Hashable {
        case ngram(Int)
        case longestCommonSubsequence
        case summary
    }

    /// The name as it was given, such as `rouge2`.
    public let name: String

    let kind: Kind

    /// Overlap of single tokens.
    public static let rouge1 = Self(name: "rouge1", kind: .ngram(1))
    /// Overlap of pairs of adjacent tokens.
    public static let rouge2 = Self(name: "rouge2", kind: .ngram(2))
    /// Longest common subsequence of the whole texts; newlines do not matter.
    public static let rougeL = Self(name: "rougeL", kind: .longestCommonSubsequence)
    /// Union of longest common subsequences, sentence by sentence; newlines separate sentences.
    public static let rougeLsum = Self(name: "rougeLsum", kind: .summary)

    /// The four metrics that Hugging Face `evaluate` reports by default, in its order.
    public static let standard: [Self] = [.rouge1, .rouge2, .rougeL, .rougeLsum]

    private init(name: String, kind: Kind) {
        self.name = name
        self.kind = kind
    }

    /// Creates a metric from the name that `rouge_score` gives it.
    ///
    /// Upper and lower case matter. As in `rouge_score`, one newline after `rouge1` … `rouge9` is accepted and
    /// stays part of the name.
    /// - Parameter name: `rouge1` … `rouge9`, `rougeL` or `rougeLsum`.
    /// - Throws: ``RougeError`` with code `invalidMetric` for any other name.
    public init(_ name: String) throws(RougeError) {
        let bytes = Array(name.utf8)
        switch name {
        case "rougeL": self = .rougeL
        case "rougeLsum": self = .rougeLsum
        default:
            let ends = bytes.count == 6 || (bytes.count == 7 && bytes[6] == 0x0A)
            guard ends, bytes.starts(with: "rouge".utf8), (0x30...0x39).contains(bytes[5]) else {
                throw RougeError(
                    code: .invalidMetric,
                    message: "Unknown metric \"\(name)\". Known are rouge1 to rouge9, rougeL and rougeLsum."
                )
            }
            guard bytes[5] != 0x30 else {
                throw RougeError(
                    code: .invalidMetric,
                    message: "Unknown metric \"\(name)\": n-grams start at length 1. Use rouge1 to rouge9."
                )
            }
            self.init(name: name, kind: .ngram(Int(bytes[5] - 0x30)))
        }
    }

    /// An n-gram metric.
    /// - Parameter length: Tokens in an n-gram, `1...9`.
    /// - Returns: The metric named `rouge` and the length.
    /// - Throws: ``RougeError`` with code `invalidMetric` when the length is outside its range.
    public static func ngram(_ length: Int) throws(RougeError) -> Self {
        try Self("rouge\(length)")
    }

    /// The name of the metric.
    public var description: String { name }
}
