// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes

/// The header lines of a request in the form libcurl takes them: end to end, each ended by a zero byte.
struct HeaderLines: Sendable {
    /// Whether libcurl writes a field itself, or it is between the client and this process.
    private static func isOwn(_ name: HTTPField.Name) -> Bool {
        name.canonicalName == "host" || name == .acceptEncoding || name == .contentLength || name == .expect
    }

    private(set) var bytes: [UInt8] = []
    /// The number of lines.
    private(set) var count = 0

    /// - Parameter fields: The fields of the client's request.
    init(_ fields: HTTPFields) {
        bytes.reserveCapacity(1024)
        // A name and a bare colon keep libcurl from adding the field itself.
        add("expect:")
        add("accept-encoding: gzip, deflate")
        var hopByHop = HopByHopFields()
        var (hasAccept, hasContentType) = (false, false)
        for field in fields {
            hopByHop.add(field)
            if field.name == .accept { hasAccept = true }
            if field.name == .contentType { hasContentType = true }
        }
        if !hasAccept { add("accept:") }
        if !hasContentType { add("content-type:") }
        for field in fields where !hopByHop.contains(field.name) && !Self.isOwn(field.name) { add(field) }
    }

    private mutating func add(_ line: StaticString) {
        line.withUTF8Buffer { bytes.append(contentsOf: $0) }
        end()
    }

    private mutating func add(_ field: HTTPField) {
        bytes.append(contentsOf: field.name.rawName.utf8)
        field.withUnsafeBytesOfValue { value in
            if value.isEmpty {
                bytes.append(UInt8(ascii: ";"))
            } else {
                bytes.append(contentsOf: ": ".utf8)
                bytes.append(contentsOf: value)
            }
        }
        end()
    }

    private mutating func end() {
        bytes.append(0)
        count += 1
    }
}
