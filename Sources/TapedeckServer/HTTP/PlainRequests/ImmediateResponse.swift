// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import TapedeckCore

/// A response that is in memory and due at once.
struct ImmediateResponse: Sendable {
    var head: HTTPResponse
    let body: [UInt8]
    /// The chunks to send, where the client is not told the length; they lie end to end.
    var chunks: [Chunk]?
    /// What is counted when the response is given again; `nil` when the next one may differ.
    var repetition: Repetition?
}

extension ImmediateResponse {
    /// A response whose body is in memory; `nil` for other streams.
    init?(_ response: ServedResponse) {
        if case .bytes(let bytes) = response.body.content {
            self.init(head: response.head, body: Array(bytes))
        } else if let slices = response.body.readySlices {
            let chunks = zip([0] + slices.ends, slices.ends).map { Chunk(offset: $0, length: $1 - $0, time: 0) }
            self.init(head: response.head, body: slices.bytes, chunks: chunks)
        } else {
            return nil
        }
    }

    /// The parts of the response.
    func parts(for method: HTTPRequest.Method) -> [HTTPResponsePart] {
        var parts = [HTTPResponsePart.head(head.framed(for: method, length: chunks == nil ? body.count : nil))]
        if head.mayHaveBody(answering: method), !body.isEmpty {
            let all = ByteBuffer(bytes: body)
            for chunk in chunks ?? [Chunk(offset: 0, length: body.count, time: 0)] {
                all.getSlice(at: chunk.offset, length: chunk.length).map { parts.append(.body($0)) }
            }
        }
        return parts + [.end(nil)]
    }

    /// The response to a plain request as it goes over the connection, in one buffer.
    ///
    /// The bytes are those that the HTTP handlers write for ``parts(for:)``.
    func encoded(with allocator: ByteBufferAllocator) -> ByteBuffer {
        let hasBody = head.mayHaveBody(answering: .get)
        var lines = 64
        for field in head.headerFields { lines += field.name.rawName.utf8.count + field.value.utf8.count + 4 }
        let chunkRoom = (chunks?.count ?? 0) * 12 + 48
        var buffer = allocator.buffer(capacity: lines + chunkRoom + (hasBody ? body.count : 0))
        let status = HTTPResponseStatus(statusCode: head.status.code, reasonPhrase: head.status.reasonPhrase)
        buffer.writeString("HTTP/1.1 \(status.code) \(status.reasonPhrase)\r\n")
        var isLengthTold = !hasBody || chunks != nil
        for field in head.headerFields where field.name != .transferEncoding {
            if field.name == .contentLength {
                guard !isLengthTold else { continue }
                isLengthTold = true
                buffer.writeField("Content-Length", "\(body.count)")
            } else {
                buffer.writeField(field.name.rawName, field.value)
            }
        }
        if !isLengthTold { buffer.writeField("Content-Length", "\(body.count)") }
        if hasBody, chunks != nil { buffer.writeField("transfer-encoding", "chunked") }
        buffer.writeStaticString("\r\n")
        guard hasBody else { return buffer }
        guard let chunks else {
            buffer.writeBytes(body)
            return buffer
        }
        for chunk in chunks {
            buffer.writeString(String(chunk.length, radix: 16))
            buffer.writeStaticString("\r\n")
            buffer.writeBytes(body[chunk.offset..<chunk.offset + chunk.length])
            buffer.writeStaticString("\r\n")
        }
        buffer.writeStaticString("0\r\n\r\n")
        return buffer
    }
}

extension ByteBuffer {
    fileprivate mutating func writeField(_ name: String, _ value: String) {
        writeString(name)
        writeStaticString(": ")
        writeString(value)
        writeStaticString("\r\n")
    }
}
