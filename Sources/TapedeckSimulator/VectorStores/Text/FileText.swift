// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// The text of a file, read from its bytes.
///
/// Text in UTF-8 or UTF-16 is read, whatever the file is called: prose, Markdown, JSON, CSV, code. Of HTML the visible text
/// is read. Documents and pictures are not.
enum FileText {
    /// Maximum length of a file, in bytes.
    static let byteLimit = 32 << 20

    /// Names of formats that are not text, though a file may begin like text.
    private static let unreadEndings = [".pdf", ".doc", ".docx", ".pptx", ".xlsx", ".odt", ".rtf", ".epub"]

    /// Reads the text of a file.
    /// - Parameters:
    ///   - bytes: The whole file.
    ///   - name: Its name.
    /// - Returns: The text as UTF-8.
    /// - Throws: ``FileFault`` when the file has no text that can be read.
    static func read(_ bytes: [UInt8], named name: String) throws(FileFault) -> [UInt8] {
        let name = name.lowercased()
        guard !unreadEndings.contains(where: name.hasSuffix) else { throw .unsupported }
        guard let text = decoded(bytes) else { throw .unsupported }
        let isHTML = name.hasSuffix(".html") || name.hasSuffix(".htm")
        let content = isHTML ? HTMLText.visible(in: text) : text
        guard content.contains(where: { !$0.isWhiteSpace }) else { throw .empty }
        return content
    }

    /// The bytes as UTF-8 without a byte order mark; `nil` when they are not text.
    private static func decoded(_ bytes: [UInt8]) -> [UInt8]? {
        switch (bytes.first, bytes.dropFirst().first) {
        case (0xFF, 0xFE): return utf16(bytes.dropFirst(2)) { UInt16($0) | UInt16($1) << 8 }
        case (0xFE, 0xFF): return utf16(bytes.dropFirst(2)) { UInt16($0) << 8 | UInt16($1) }
        default: break
        }
        let content = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
        // A zero byte is valid UTF-8, but not in a text.
        guard !content.contains(0), String(validating: content, as: UTF8.self) != nil else { return nil }
        return content
    }

    private static func utf16(_ bytes: ArraySlice<UInt8>, _ unit: (UInt8, UInt8) -> UInt16) -> [UInt8]? {
        guard bytes.count.isMultiple(of: 2) else { return nil }
        var units: [UInt16] = []
        units.reserveCapacity(bytes.count / 2)
        var index = bytes.startIndex
        while index < bytes.endIndex {
            units.append(unit(bytes[index], bytes[index + 1]))
            index += 2
        }
        guard !units.contains(0) else { return nil }
        return String(validating: units, as: UTF16.self).map { Array($0.utf8) }
    }
}

extension UInt8 {
    /// Whether it is white space of ASCII.
    var isWhiteSpace: Bool { self == 0x20 || (0x09...0x0D).contains(self) }
}
