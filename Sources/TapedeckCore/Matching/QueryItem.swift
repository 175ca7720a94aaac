// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A name with its value: an item of a query, or a header field to compare.
package struct QueryItem: Sendable, Hashable, Comparable {
    /// The name, decoded.
    package let name: String
    /// The value, decoded; empty when there is none.
    package let value: String

    /// Creates an item.
    package init(name: String, value: String) {
        self.name = name
        self.value = value
    }

    /// The items of a query in their order; `+` is a space.
    package static func list(_ query: String) -> [QueryItem] {
        query.split(separator: "&").map { item in
            let sign = item.firstIndex(of: "=") ?? item.endIndex
            return QueryItem(
                name: PercentEncoding.decodeQuery(item[..<sign]),
                value: PercentEncoding.decodeQuery(item[sign...].dropFirst())
            )
        }
    }

    /// Orders by name, then by value, both by their UTF-8.
    package static func < (left: QueryItem, right: QueryItem) -> Bool {
        if !left.name.utf8.elementsEqual(right.name.utf8) {
            return left.name.utf8.lexicographicallyPrecedes(right.name.utf8)
        }
        return left.value.utf8.lexicographicallyPrecedes(right.value.utf8)
    }
}

/// Percent-encoding (RFC 3986, section 2.1), undone for comparison.
package enum PercentEncoding {
    /// A segment of a path with every escape undone; as it is when that would not be UTF-8.
    package static func decodeSegment(_ segment: Substring) -> String {
        guard segment.utf8.contains(UInt8(ascii: "%")) else { return String(segment) }
        return decode(segment.utf8) { _ in true } ?? String(segment)
    }

    /// A path with every escape undone that does not change its segments, nor what another escape stands for.
    static func decodePath(_ path: String) -> String {
        // Asked for every request, so over the bytes themselves.
        let isPlain = path.utf8.withContiguousStorageIfAvailable {
            $0.firstIndex(of: UInt8(ascii: "%"), from: 0) == nil
        }
        guard !(isPlain ?? false) else { return path }
        return decode(path.utf8) { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "%") } ?? path
    }

    /// A name or value of a query with every escape undone.
    static func decodeQuery(_ text: Substring) -> String {
        let isPlain = !text.utf8.contains { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "+") }
        if isPlain { return String(text) }
        return decode(text.utf8.map { $0 == UInt8(ascii: "+") ? UInt8(ascii: " ") : $0 }) { _ in true } ?? String(text)
    }

    /// The text with all but unreserved characters escaped.
    package static func encode(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        let bytes = text.utf8.flatMap { byte -> [UInt8] in
            ByteSet.unreserved.contains(byte)
                ? [byte] : [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The text with the escapes undone that are accepted; `nil` when it is not UTF-8 then.
    private static func decode(_ bytes: some Sequence<UInt8>, accept: (UInt8) -> Bool) -> String? {
        var decoded: [UInt8] = []
        var rest = ArraySlice(Array(bytes))
        while let byte = rest.popFirst() {
            let digits = rest.prefix(2).compactMap(\.hexadecimalValue)
            if byte == UInt8(ascii: "%"), digits.count == 2, accept(digits[0] << 4 | digits[1]) {
                decoded.append(digits[0] << 4 | digits[1])
                rest = rest.dropFirst(2)
            } else {
                decoded.append(byte)
            }
        }
        return String(validating: decoded, as: UTF8.self)
    }
}
