// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

extension TokenEncoding {
    /// Cuts a text at its tokens, as the service does when it streams an answer.
    ///
    /// A token that ends in the middle of a character stays together with the tokens that complete it.
    /// - Parameter text: Any text.
    /// - Returns: The parts in text order; joined, they are the text.
    package func fragments(of text: some StringProtocol) -> [String] {
        var fragments: [String] = []
        // The bytes since the last cut, which may end inside a character.
        var open: [UInt8] = []
        for token in encode(text) {
            open += bytes(of: token) ?? []
            guard Self.endsWhole(open) else { continue }
            fragments.append(String(decoding: open, as: UTF8.self))
            open.removeAll(keepingCapacity: true)
        }
        return fragments
    }

    /// Whether valid UTF-8 that is cut off somewhere ends with a whole scalar.
    private static func endsWhole(_ bytes: [UInt8]) -> Bool {
        guard let lead = bytes.lastIndex(where: { $0 & 0xC0 != 0x80 }) else { return false }
        let length =
            switch bytes[lead] {
            case ..<0x80: 1
            case ..<0xE0: 2
            case ..<0xF0: 3
            default: 4
            }
        return bytes.count - lead >= length
    }
}
