// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import HummingbirdCore
import NIOCore
import TapedeckCore

extension HTTPResponse {
    /// The head with the length of the body, where it is told.
    ///
    /// A response to `HEAD` keeps the length of the body
    /// that it stands for.
    func framed(for method: HTTPRequest.Method, length: Int?) -> HTTPResponse {
        var head = self
        head.headerFields[.transferEncoding] = nil
        if method != .head {
            head.headerFields[.contentLength] = mayHaveBody(answering: method) ? length.map(String.init) : nil
        } else if let length, length > 0 {
            head.headerFields[.contentLength] = String(length)
        }
        return head
    }

    /// Whether the response may have a body, whatever the recording contains.
    func mayHaveBody(answering method: HTTPRequest.Method) -> Bool {
        method != .head && status != .noContent && status != .notModified
    }
}

extension ServedResponse {
    /// Writes the response; a body that breaks off throws, and the connection is closed without ending the response.
    @concurrent
    func write(for method: HTTPRequest.Method, to writer: consuming ResponseWriter) async throws {
        let framed = head.framed(for: method, length: body.length)
        let mayHaveBody = head.mayHaveBody(answering: method)
        switch body.content {
        case .bytes(let bytes):
            let hasBody = mayHaveBody && !bytes.isEmpty
            try await writer.write(
                response: framed,
                body: hasBody ? ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)) : ResponseBody()
            )
        case .stream(_, let slices):
            var bodyWriter = try await writer.writeHead(framed)
            if mayHaveBody, let ready = body.readySlices {
                // One write, with the chunks that the slices ask for.
                try await bodyWriter.write(contentsOf: ready.buffers)
                return try await bodyWriter.finish(nil)
            }
            // A body where none is allowed would be read as the next response.
            for try await slice in slices where mayHaveBody { try await bodyWriter.write(ByteBuffer(bytes: slice)) }
            try await bodyWriter.finish(nil)
        }
    }
}

extension ReadySlices {
    /// A buffer for each slice; they share their memory.
    fileprivate var buffers: [ByteBuffer] {
        let all = ByteBuffer(bytes: bytes)
        return zip([0] + ends, ends).compactMap { all.getSlice(at: $0, length: $1 - $0) }
    }
}
