// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Crypto
import HTTPTypes
import NIOCore

extension PlainRequest {
    /// The head as the HTTP parser would give it.
    /// - Parameter bytes: The bytes that the request was read from.
    /// - Returns: `nil` when a field cannot be one.
    func head(in bytes: ByteBuffer) -> HTTPRequest? {
        var authority: String?
        var headerFields = HTTPFields()
        let text = bytes.readableBytesUInt8Span
        var cursor = HeadCursor(at: fields.lowerBound)
        while cursor.position < fields.upperBound {
            let name = bytes.text(cursor.skipToken(in: text))
            cursor.advance(by: 1)
            let value = bytes.text(PlainFields.trimmed(cursor.skipText(in: text), in: text))
            cursor.advance(by: 2)
            guard let name = HTTPField.Name(name) else { return nil }
            if name.canonicalName == "host" {
                authority = value
            } else {
                headerFields.append(HTTPField(name: name, value: value))
            }
        }
        return HTTPRequest(
            method: method,
            scheme: "http",
            authority: authority,
            path: bytes.text(target),
            headerFields: headerFields
        )
    }

    /// The digest of what decides the response: the request without its irrelevant lines.
    ///
    /// A head ends at its first empty line, so no two requests give the same bytes to digest. The digest stands for
    /// the request: neither bodies nor credentials are kept, and no request can be made that has another's.
    /// - Parameter bytes: The bytes that the request was read from.
    /// - Returns: The digest.
    func digest(of bytes: ByteBuffer) -> SHA256Digest {
        var hasher = SHA256()
        // Unsafe since the hash takes pointers: the ranges are those that were read from the same bytes.
        bytes.withUnsafeReadableBytes { bytes in
            var start = 0
            for line in irrelevant {
                hasher.update(bufferPointer: UnsafeRawBufferPointer(rebasing: bytes[start..<line.lowerBound]))
                start = line.upperBound
            }
            hasher.update(bufferPointer: UnsafeRawBufferPointer(rebasing: bytes[start..<length]))
        }
        return hasher.finalize()
    }
}

extension ByteBuffer {
    /// Readable bytes, which are ASCII, as text.
    fileprivate func text(_ range: Range<Int>) -> String {
        getString(at: readerIndex + range.lowerBound, length: range.count) ?? ""
    }
}
