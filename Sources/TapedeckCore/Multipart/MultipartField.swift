// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A header field of a part of a multipart body.
package struct MultipartField: Sendable, Hashable {
    /// The name in lower case.
    package let name: String
    /// The value without the white space around it.
    package let value: String

    /// Reads the header fields of a part.
    static func list(_ bytes: ArraySlice<UInt8>) throws(MultipartError) -> [MultipartField] {
        var fields: [MultipartField] = []
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\r\n") {
            guard let colon = line.utf8.firstIndex(of: UInt8(ascii: ":")) else {
                throw MultipartError(reason: "a part has the line '\(line.prefix(40))' where a field is expected")
            }
            fields.append(
                MultipartField(
                    name: line[..<colon].lowercased(),
                    value: line[line.utf8.index(after: colon)...].trimmingSpaces
                )
            )
        }
        return fields
    }
}

extension StringProtocol {
    /// The text without spaces and tabs at both ends.
    package var trimmingSpaces: String {
        let isSpace: (Unicode.Scalar) -> Bool = { $0 == " " || $0 == "\t" }
        guard let start = unicodeScalars.firstIndex(where: { !isSpace($0) }),
            let end = unicodeScalars.lastIndex(where: { !isSpace($0) })
        else {
            return ""
        }
        return String(self[start..<unicodeScalars.index(after: end)])
    }
}
