// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The Porter stemmer in the variant that `rouge_score` uses: NLTK's `PorterStemmer` with its extensions.
///
/// It differs from Porter's paper and from his own C program: words under four letters stay, some irregular forms
/// are listed, and in each list of rules the first that fits decides. Stems equal NLTK's for every word made of
/// `a`–`z` and `0`–`9`.
///
/// Source: Porter, *An algorithm for suffix stripping*, 1980; NLTK 3.9, mode `NLTK_EXTENSIONS`.
package struct PorterStemmer: Sendable, Hashable {
    /// Creates a stemmer; it has no state.
    package init() {}

    /// The stem of one word.
    /// - Parameter word: A word in lower case. Bytes other than `a`–`z` count as consonants.
    /// - Returns: The stem, or the word itself when it has fewer than four bytes.
    /// - Complexity: O(length of the word).
    package func stem(_ word: String) -> String {
        var bytes = Array(word.utf8)
        Self.stem(&bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Replaces a word by its stem.
    static func stem(_ word: inout [UInt8]) {
        guard word.count >= 4 else { return }
        if let irregular = PorterRules.irregular[word] {
            word = irregular
            return
        }
        step1a(&word)
        step1b(&word)
        step1c(&word)
        step2(&word)
        apply(PorterRules.step3, to: &word, above: 0)
        step4(&word)
        step5(&word)
    }

    // MARK: - Steps

    private static func step1a(_ word: inout [UInt8]) {
        if word.count == 4, word.ends(with: "ies") {
            word.removeLast()
        } else {
            apply(PorterRules.step1a, to: &word, above: -1)
        }
    }

    private static func step1b(_ word: inout [UInt8]) {
        if word.ends(with: "ied") {
            word.removeLast(word.count == 4 ? 1 : 2)
            return
        }
        if word.ends(with: "eed") {
            if WordShape(word, word.count - 3).measure > 0 { word.removeLast() }
            return
        }
        let ending = word.ends(with: "ed") ? 2 : word.ends(with: "ing") ? 3 : 0
        guard ending > 0, WordShape(word, word.count - ending).hasVowel else { return }
        word.removeLast(ending)
        let shape = WordShape(word, word.count)
        if word.ends(with: "at") || word.ends(with: "bl") || word.ends(with: "iz") {
            word.append(UInt8(ascii: "e"))
        } else if shape.endsInDoubleConsonant {
            if !"lsz".utf8.contains(word[word.count - 1]) { word.removeLast() }
        } else if shape.measure == 1, shape.endsInShortSyllable {
            word.append(UInt8(ascii: "e"))
        }
    }

    private static func step1c(_ word: inout [UInt8]) {
        guard word.count > 2, word.ends(with: "y") else { return }
        if !WordShape(word, word.count - 1).endsInVowel { word[word.count - 1] = UInt8(ascii: "i") }
    }

    private static func step2(_ word: inout [UInt8]) {
        while word.ends(with: "alli"), WordShape(word, word.count - 4).measure > 0 {
            word.removeLast(2)
        }
        // `logi` alone keeps its `l` with the stem that is measured.
        if let rule = PorterRules.step2.first(where: { word.ends(with: $0.suffix) }) {
            rule.apply(to: &word, above: 0)
        } else if word.ends(with: "logi"), WordShape(word, word.count - 3).measure > 0 {
            word.removeLast()
        }
    }

    private static func step4(_ word: inout [UInt8]) {
        guard let rule = PorterRules.step4.first(where: { word.ends(with: $0.suffix) }) else { return }
        if rule.suffix == Array("ion".utf8) {
            guard word.count > 3, "st".utf8.contains(word[word.count - 4]) else { return }
        }
        rule.apply(to: &word, above: 1)
    }

    private static func step5(_ word: inout [UInt8]) {
        if word.ends(with: "e") {
            let stem = WordShape(word, word.count - 1)
            if stem.measure > 1 || (stem.measure == 1 && !stem.endsInShortSyllable) { word.removeLast() }
        }
        if word.ends(with: "ll"), WordShape(word, word.count - 1).measure > 1 { word.removeLast() }
    }

    /// Applies the first rule whose suffix fits; when its condition fails, the word stays.
    private static func apply(_ rules: [PorterRule], to word: inout [UInt8], above measure: Int) {
        rules.first { word.ends(with: $0.suffix) }?.apply(to: &word, above: measure)
    }
}
