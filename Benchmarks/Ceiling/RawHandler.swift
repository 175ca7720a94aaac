// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Crypto
import NIOCore

/// Answers each request as soon as its bytes are there, and looks at nothing in it but its length.
final class RawHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let response: ByteBuffer
    private let takesDigest: Bool
    private var pending = ByteBuffer()
    /// Keeps digests from being optimised away.
    private var lastDigest: SHA256.Digest?

    init(_ body: ByteBuffer, takesDigest: Bool) {
        var response = ByteBuffer(
            string: "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nserver: cloudflare\r\n"
                + "content-length: \(body.readableBytes)\r\n\r\n"
        )
        response.writeImmutableBuffer(body)
        self.response = response
        self.takesDigest = takesDigest
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var read = unwrapInboundIn(data)
        if pending.readableBytes == 0 { pending = read } else { pending.writeBuffer(&read) }
        while let length = pending.withUnsafeReadableBytes(Self.requestLength), length <= pending.readableBytes {
            if takesDigest {
                lastDigest = pending.withUnsafeReadableBytes { SHA256.hash(data: $0.prefix(length)) }
            }
            pending.moveReaderIndex(forwardBy: length)
            context.write(wrapOutboundOut(response), promise: nil)
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        context.flush()
    }

    /// The bytes of the first request; `nil` as long as its head is incomplete.
    private static func requestLength(_ bytes: UnsafeRawBufferPointer) -> Int? {
        ("content-length:" as StaticString).withUTF8Buffer { name in
            var contentLength = 0
            var start = 0
            var index = 0
            while index < bytes.count {
                defer { index += 1 }
                guard bytes[index] == UInt8(ascii: "\n") else { continue }
                // An empty line ends the head; else the line that just ended may hold the length.
                if index - start <= 1 { return index + 1 + contentLength }
                if index - start > name.count, name.indices.allSatisfy({ bytes[start + $0] | 0x20 == name[$0] | 0x20 })
                {
                    contentLength = bytes[(start + name.count)..<index].reduce(0) { length, byte in
                        byte & 0xF0 == 0x30 ? length * 10 + Int(byte & 0x0F) : length
                    }
                }
                start = index + 1
            }
            return nil
        }
    }
}
