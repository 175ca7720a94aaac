// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The names sessions may have.
enum SessionName {
    /// The longest name in bytes.
    static let limit = 256
    /// What the default session, whose name is empty, is called where a name must stand.
    static let ofDefault = "default"

    /// A name from a path segment; `nil` when it cannot be one.
    static func decode(_ segment: Substring) -> String? {
        guard let name = String(segment).removingPercentEncoding, isValid(name) else { return nil }
        return name == ofDefault ? "" : name
    }

    /// A name as a path segment.
    static func encode(_ name: String) -> String {
        var unreserved = CharacterSet.alphanumerics.intersection(CharacterSet(charactersIn: "\u{0}"..."\u{7F}"))
        unreserved.insert(charactersIn: "-._~")
        return name.addingPercentEncoding(withAllowedCharacters: unreserved) ?? name
    }

    static func isValid(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.count <= limit && !name.unicodeScalars.contains { $0.value < 0x20 || $0 == "/" }
    }
}
