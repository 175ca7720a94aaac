// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The words and marks of a text, split as `mteval-v13a` does, the tokenizer of BLEU and its relatives.
struct TranslationTokens: Sendable {
    let tokens: [String]

    init(_ text: String) {
        let plain = Self.unescaped(text)
        var output: [Unicode.Scalar] = []
        output.reserveCapacity(plain.count)
        for (index, scalar) in plain.enumerated() {
            let previous = index > 0 ? plain[index - 1] : " "
            let next = index + 1 < plain.count ? plain[index + 1] : " "
            switch scalar {
            case ".", ",":
                // Not inside a number.
                if Self.isDigit(previous), Self.isDigit(next) {
                    output.append(scalar)
                } else {
                    output += [" ", scalar, " "]
                }
            case "-":
                if Self.isDigit(previous) { output += [" ", scalar, " "] } else { output.append(scalar) }
            case _ where Self.isMark(scalar): output += [" ", scalar, " "]
            default: output.append(scalar)
            }
        }
        tokens = output.split { $0.properties.isWhitespace }.map { String(String.UnicodeScalarView($0)) }
    }

    /// The text on one line, without entities and words hyphenated at a line's end.
    private static func unescaped(_ text: String) -> [Unicode.Scalar] {
        var scalars: [Unicode.Scalar] = []
        var rest = Array(text.unicodeScalars)[...]
        let entities: [(name: [Unicode.Scalar], character: Unicode.Scalar)] = [
            ("&quot;", "\""), ("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">"),
        ].map { (Array($0.0.unicodeScalars), $0.1) }
        while let first = rest.first {
            if first == "-", rest.dropFirst().first == "\n" {
                rest = rest.dropFirst(2)
            } else if first == "&", let entity = entities.first(where: { rest.starts(with: $0.name) }) {
                scalars.append(entity.character)
                rest = rest.dropFirst(entity.name.count)
            } else {
                scalars.append(first == "\n" ? " " : first)
                rest = rest.dropFirst()
            }
        }
        return scalars
    }

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { "0"..."9" ~= scalar }

    /// The ASCII marks that are tokens by themselves; point, comma, hyphen and apostrophe are not.
    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "{"..."~", "["..."`", "!"..."&", "("..."+", ":"..."@", "/": true
        default: false
        }
    }

    /// How often each sequence of tokens of a length occurs.
    func counts(ofLength length: Int) -> [ArraySlice<String>: Int] {
        guard tokens.count >= length else { return [:] }
        var counts: [ArraySlice<String>: Int] = [:]
        for start in 0...(tokens.count - length) { counts[tokens[start..<start + length], default: 0] += 1 }
        return counts
    }

    /// The sequences of a length that two texts have in common, each as often as both have it.
    func overlap(with other: TranslationTokens, length: Int) -> Int {
        let theirs = other.counts(ofLength: length)
        return counts(ofLength: length).reduce(0) { $0 + min($1.value, theirs[$1.key] ?? 0) }
    }
}
