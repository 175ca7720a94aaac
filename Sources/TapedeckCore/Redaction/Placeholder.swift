// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The text that replaces a secret: valid in JSON and URLs, and not shaped like a key.
package enum Placeholder: Sendable, Hashable {
    /// As long as keys of the same length class are: what a cassette holds.
    case lengthClass
    /// The same for every secret: what a fingerprint is taken over, so that another key gives the same one.
    case uniform

    /// The word in every placeholder.
    package static let word = "REDACTED"

    /// The placeholder for a secret.
    /// - Parameters:
    ///   - prefix: The prefix that stays, such as `sk-`.
    ///   - length: The length of the secret in bytes.
    /// - Returns: The placeholder in ASCII.
    func bytes(prefix: [UInt8], length: Int) -> [UInt8] {
        let text = Array(Self.word.utf8)
        switch self {
        case .uniform: return text
        case .lengthClass:
            // Short tokens, user keys of 51 characters, and project keys of 164.
            let total = length < 40 ? 24 : length < 100 ? 51 : 164
            let filler = [UInt8](repeating: UInt8(ascii: "."), count: total - prefix.count - text.count)
            return prefix + text + filler
        }
    }

    /// Whether bytes are a placeholder and nothing else.
    static func isPlaceholder(_ bytes: ArraySlice<UInt8>) -> Bool {
        ["", "sk-", "sess-"].contains { mark in
            let text = mark + word
            return bytes.starts(with: text.utf8)
                && bytes.dropFirst(text.utf8.count).allSatisfy { $0 == UInt8(ascii: ".") }
        }
    }
}
