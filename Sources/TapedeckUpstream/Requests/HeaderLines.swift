// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore

/// The header lines of a request in the form libcurl takes them: end to end, each ended by a zero byte.
struct HeaderLines: Sendable {
    /// The fields libcurl writes itself, or that are between the client and this process.
    private static let notForwarded: Set<String> = ["host", "accept-encoding", "content-length", "expect"]

    private(set) var bytes: [UInt8] = []
    /// The number of lines.
    private(set) var count = 0

    /// - Parameter fields: The fields of the client's request.
    init(_ fields: HTTPFields) {
        bytes.reserveCapacity(1024)
        // A name and a bare colon keep libcurl from adding the field itself.
        add("expect:")
        add("accept-encoding: gzip, deflate")
        if !fields.contains(.accept) { add("accept:") }
        if !fields.contains(.contentType) { add("content-type:") }
        for field in fields.endToEnd(excluding: Self.notForwarded) { add(field) }
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
