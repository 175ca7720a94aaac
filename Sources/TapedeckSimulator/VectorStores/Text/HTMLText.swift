// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The visible text of an HTML page: without tags, comments, scripts and styles, and with common references replaced.
enum HTMLText {
    private static let hidden: [StaticString] = ["script", "style", "template", "noscript"]
    private static let references: [(name: StaticString, text: StaticString)] = [
        ("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&apos;", "'"),
        ("&nbsp;", " "),
    ]

    /// - Parameter page: The page as UTF-8.
    /// - Returns: Its text as UTF-8; each tag ends a word.
    /// - Complexity: O(length of the page).
    static func visible(in page: [UInt8]) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(page.count / 2)
        var index = 0
        while index < page.count {
            switch page[index] {
            case UInt8(ascii: "<") where index + 1 < page.count && page[index + 1].isMarkup:
                index = end(ofMarkupAt: index, in: page)
                if let last = text.last, !last.isWhiteSpace { text.append(UInt8(ascii: " ")) }
            case UInt8(ascii: "&"):
                if let (name, character) = references.first(where: { has($0.name, at: index, in: page) }) {
                    character.withUTF8Buffer { text.append(contentsOf: $0) }
                    index += name.utf8CodeUnitCount
                } else {
                    text.append(page[index])
                    index += 1
                }
            default:
                text.append(page[index])
                index += 1
            }
        }
        return text
    }

    /// The end of a tag, of a comment, or of an element without visible text.
    private static func end(ofMarkupAt start: Int, in page: [UInt8]) -> Int {
        if has("<!--", at: start, in: page) { return index(after: "-->", from: start + 4, in: page) }
        let end = index(after: ">", from: start + 1, in: page)
        for name in hidden where has(name, at: start + 1, in: page) {
            let next = start + 1 + name.utf8CodeUnitCount
            guard next < page.count, page[next] == UInt8(ascii: ">") || page[next].isWhiteSpace else { continue }
            var place = end
            while place < page.count {
                if page[place] == UInt8(ascii: "<"), has("</", at: place, in: page), has(name, at: place + 2, in: page)
                {
                    return index(after: ">", from: place, in: page)
                }
                place += 1
            }
            return page.count
        }
        return end
    }

    private static func index(after mark: StaticString, from start: Int, in page: [UInt8]) -> Int {
        var index = start
        while index < page.count {
            if has(mark, at: index, in: page) { return index + mark.utf8CodeUnitCount }
            index += 1
        }
        return page.count
    }

    /// Whether a place has these characters, in any case.
    private static func has(_ mark: StaticString, at index: Int, in page: [UInt8]) -> Bool {
        let count = mark.utf8CodeUnitCount
        guard index + count <= page.count else { return false }
        return mark.withUTF8Buffer { mark in
            (0..<count).allSatisfy { place in
                let byte = page[index + place]
                return mark[place] == ((0x41...0x5A).contains(byte) ? byte | 0x20 : byte)
            }
        }
    }
}

extension UInt8 {
    /// Whether it follows `<` in a tag: a letter, `/`, `!` or `?`.
    fileprivate var isMarkup: Bool {
        (0x41...0x5A).contains(self) || (0x61...0x7A).contains(self) || self == UInt8(ascii: "/")
            || self == UInt8(ascii: "!") || self == UInt8(ascii: "?")
    }
}
