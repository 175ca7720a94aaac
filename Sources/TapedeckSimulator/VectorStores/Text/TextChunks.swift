// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckTokens

/// The places at which a text is cut into chunks of tokens that overlap.
enum TextChunks {
    /// Maximum number of tokens of a file.
    static let tokenLimit = 5_000_000

    /// Cuts a text.
    /// - Parameters:
    ///   - text: The text as UTF-8.
    ///   - sizes: Length and overlap of the chunks.
    /// - Returns: The bytes of each chunk; a chunk begins and ends between characters.
    /// - Throws: ``FileFault`` when the text has too many tokens.
    static func ranges(of text: [UInt8], _ sizes: ChunkSizes) throws(FileFault) -> [Range<Int>] {
        let encoding = TokenEncoding.cl100kBase
        let tokens = encoding.encode(utf8: text)
        guard tokens.count <= tokenLimit else { throw .tooLarge }
        let step = sizes.length - sizes.overlap
        // The starts and ends of chunks, in tokens, meet at multiples of the step and a chunk's length behind them.
        var ranges: [Range<Int>] = []
        var starts: [Int] = []
        var place = 0
        for index in 0...tokens.count {
            if index >= sizes.length, (index - sizes.length) % step == 0, !starts.isEmpty {
                ranges.append(characters(starts[ranges.count], place, in: text))
                if index == tokens.count { return ranges }
            }
            if index % step == 0, index < tokens.count { starts.append(place) }
            if index < tokens.count { place += encoding.bytes(of: tokens[index])?.count ?? 0 }
        }
        if ranges.count < starts.count { ranges.append(characters(starts[ranges.count], text.count, in: text)) }
        return ranges
    }

    /// A range whose ends are moved back to the beginning of a character.
    private static func characters(_ start: Int, _ end: Int, in text: [UInt8]) -> Range<Int> {
        func boundary(_ place: Int) -> Int {
            var place = min(place, text.count)
            while place > 0, place < text.count, text[place] & 0xC0 == 0x80 { place -= 1 }
            return place
        }
        return boundary(start)..<boundary(end)
    }
}
