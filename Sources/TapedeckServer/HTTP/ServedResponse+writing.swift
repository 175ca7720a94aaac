// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import HummingbirdCore
import NIOCore
import NIOHTTPTypes
import TapedeckCore

extension ServedResponse {
    /// The head with the length of the body, where it is known.
    ///
    /// A response to `HEAD` keeps the length of the body
    /// that it stands for.
    func framedHead(for method: HTTPRequest.Method) -> HTTPResponse {
        var head = head
        head.headerFields[.transferEncoding] = nil
        let length = body.length.map(String.init)
        if method != .head {
            head.headerFields[.contentLength] = mayHaveBody(method) ? length : nil
        } else if body.length ?? 0 > 0 {
            head.headerFields[.contentLength] = length
        }
        return head
    }

    /// Whether the response may have a body, whatever the recording contains.
    private func mayHaveBody(_ method: HTTPRequest.Method) -> Bool {
        method != .head && head.status != .noContent && head.status != .notModified
    }

    /// The parts of a response whose body is in memory; `nil` for other streams.
    func parts(for method: HTTPRequest.Method) -> [HTTPResponsePart]? {
        let buffers: [ByteBuffer]
        if case .bytes(let bytes) = body.content {
            buffers = bytes.isEmpty ? [] : [ByteBuffer(bytes: bytes)]
        } else if let slices = body.readySlices {
            buffers = slices.buffers
        } else {
            return nil
        }
        let head = HTTPResponsePart.head(framedHead(for: method))
        return [head] + (mayHaveBody(method) ? buffers.map { .body($0) } : []) + [.end(nil)]
    }

    /// Writes the response; a body that breaks off throws, and the connection is closed without ending the response.
    @concurrent
    func write(for method: HTTPRequest.Method, to writer: consuming ResponseWriter) async throws {
        switch body.content {
        case .bytes(let bytes):
            let hasBody = mayHaveBody(method) && !bytes.isEmpty
            try await writer.write(
                response: framedHead(for: method),
                body: hasBody ? ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)) : ResponseBody()
            )
        case .stream(_, let slices):
            var bodyWriter = try await writer.writeHead(framedHead(for: method))
            let hasBody = mayHaveBody(method)
            if hasBody, let ready = body.readySlices {
                // One write, with the chunks that the slices ask for.
                try await bodyWriter.write(contentsOf: ready.buffers)
                return try await bodyWriter.finish(nil)
            }
            // A body where none is allowed would be read as the next response.
            for try await slice in slices where hasBody { try await bodyWriter.write(ByteBuffer(bytes: slice)) }
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
