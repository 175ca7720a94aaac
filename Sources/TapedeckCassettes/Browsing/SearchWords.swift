// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Texts to search for, in any case.
struct SearchWords {
    private let words: [[UInt8]]
    /// What tells from bytes alone that a word is not there.
    let raw: RawSearch
    /// Whether a word has letters beyond ASCII, whose other case the bytes do not tell.
    private let needsFolding: Bool

    init(_ words: [String]) {
        self.words = words.map { Array($0.lowercased().utf8) }.filter { !$0.isEmpty }
        raw = RawSearch(self.words)
        needsFolding = self.words.contains { $0.contains { $0 >= 0x80 } }
    }

    var isEmpty: Bool { words.isEmpty }

    /// Whether an interaction has all of the words in its texts, which are read into a text for that.
    func areAll(in bytes: SearchedBytes, _ text: inout SearchText) -> Bool {
        for line in [bytes.path, bytes.session] { text.append(line: line) }
        for body in [bytes.request, bytes.response] { text.append(body: body) }
        return areAll(in: text)
    }

    /// Whether a text contains all of the words.
    func areAll(in text: SearchText) -> Bool {
        let bytes = needsFolding ? text.folded : text.bytes
        return bytes.withUnsafeBytes { haystack in words.allSatisfy { haystack.contains($0) } }
    }
}

extension UnsafeRawBufferPointer {
    /// Whether bytes occur in these.
    fileprivate func contains(_ needle: [UInt8]) -> Bool {
        guard let base = baseAddress, let first = needle.first else { return needle.isEmpty }
        return needle.withUnsafeBytes { needle in
            guard let wanted = needle.baseAddress else { return true }
            var start = 0
            while start + needle.count <= count {
                guard let found = memchr(base + start, CInt(first), count - needle.count + 1 - start) else {
                    return false
                }
                if memcmp(found, wanted, needle.count) == 0 { return true }
                start = UnsafeRawPointer(found) - base + 1
            }
            return false
        }
    }
}
