// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOEmbedded
import NIOWebSocket
import TapedeckCore
import Testing

@testable import TapedeckServer

struct SocketHandlerTests {
    private let inbox = SocketInbox(countLimit: 2)
    private let handler: SocketHandler
    private let channel: EmbeddedChannel

    init() throws {
        handler = SocketHandler(inbox: inbox, stopLimit: .seconds(5))
        channel = EmbeddedChannel(handler: handler)
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
    }

    private func receive(_ opcode: WebSocketOpcode, _ text: String = "", isFinal: Bool = true) throws {
        let mask: WebSocketMaskingKey = [1, 2, 3, 4]
        var data = ByteBuffer(string: text)
        data.webSocketMask(mask)
        try channel.writeInbound(WebSocketFrame(fin: isFinal, opcode: opcode, maskKey: mask, data: data))
    }

    /// The frames that were sent, such as `text hello`.
    private func sent() throws -> [String] {
        var frames: [String] = []
        while let frame = try channel.readOutbound(as: WebSocketFrame.self) {
            guard frame.opcode == .connectionClose else {
                frames.append("\(frame.opcode == .text ? "text" : "\(frame.opcode)") \(String(buffer: frame.data))")
                continue
            }
            frames.append("close \(try SocketClosure(payload: frame.data.readableBytesView).code ?? 0)")
        }
        return frames
    }

    @Test func `messages reach the inbox, and pings are answered between their frames`() throws {
        try receive(.text, "a", isFinal: false)
        try receive(.ping, "p")
        try receive(.continuation, "b")
        #expect(inbox.nextAtOnce() == Array("ab".utf8))
        #expect(try sent().count == 1)
    }

    @Test func `texts are sent as messages in order`() throws {
        try handler.send([ArraySlice("1".utf8), ArraySlice("2".utf8)], on: channel.eventLoop).wait()
        #expect(try sent() == ["text 1", "text 2"])
    }

    @Test func `a sender waits until the client reads`() throws {
        channel.isWritable = false
        let future = handler.send([ArraySlice("1".utf8)], on: channel.eventLoop)
        var hasEnded = false
        future.assumeIsolated().whenComplete { _ in hasEnded = true }
        #expect(!hasEnded)
        try receive(.ping, "old")
        try receive(.ping, "new")
        #expect(try sent() == ["text 1"])
        channel.isWritable = true
        channel.pipeline.fireChannelWritabilityChanged()
        #expect(hasEnded)
        #expect(try sent().map { $0.suffix(3) } == ["new"])
    }

    @Test func `a full inbox stops receiving`() throws {
        try receive(.text, "1")
        try receive(.text, "2")
        var reads = 0
        let counter = ReadCounter { reads += 1 }
        try channel.pipeline.syncOperations.addHandler(counter, position: .first)
        channel.read()
        #expect(reads == 0)
        _ = inbox.nextAtOnce()
        handler.receive()
        #expect(reads == 1)
    }

    @Test func `a close is answered, and ends the connection and the inbox`() throws {
        try receive(.connectionClose)
        #expect(try sent() == ["close 0"])
        #expect(!channel.isActive)
        _ = inbox.add([1])
        #expect(inbox.nextAtOnce() == nil)
        #expect(throws: SocketGone.self) { try handler.send([[]], on: channel.eventLoop).wait() }
    }

    @Test func `a close of the server waits for the client, up to a limit`() throws {
        handler.close(.normal)
        try receive(.text, "late")
        #expect(try sent() == ["close 1000"])
        #expect(channel.isActive && inbox.nextAtOnce() == nil)
        channel.embeddedEventLoop.advanceTime(by: SocketHandler.closeLimit)
        #expect(!channel.isActive)
    }

    @Test func `a server that stops lets the conversation end, up to a limit`() throws {
        try receive(.text, "1")
        channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
        try receive(.text, "late")
        #expect(inbox.nextAtOnce() == Array("1".utf8))
        #expect(inbox.nextAtOnce() == nil)
        try handler.send([ArraySlice("answer".utf8)], on: channel.eventLoop).wait()
        channel.embeddedEventLoop.advanceTime(by: .seconds(5))
        #expect(try sent() == ["text answer", "close 1001"])
    }

    @Test func `a client that leaves a ping unanswered is gone`() throws {
        for answers in [true, false] {
            channel.pipeline.fireUserInboundEventTriggered(IdleStateHandler.IdleStateEvent.read)
            #expect(try sent().count == 1 && channel.isActive)
            if answers { try receive(.pong) }
        }
        channel.pipeline.fireUserInboundEventTriggered(IdleStateHandler.IdleStateEvent.read)
        #expect(!channel.isActive)
    }
}

/// Counts the reads that reach the socket.
private final class ReadCounter: ChannelOutboundHandler {
    typealias OutboundIn = Never

    private let count: () -> Void

    init(count: @escaping () -> Void) {
        self.count = count
    }

    func read(context: ChannelHandlerContext) { count() }
}
