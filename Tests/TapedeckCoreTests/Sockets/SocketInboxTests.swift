// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Synchronization
import TapedeckCore
import Testing

@Suite(.timeLimit(.minutes(1))) struct SocketInboxTests {
    @Test func `messages are read in order, also those that come while they are awaited`() async {
        let inbox = SocketInbox()
        for number: UInt8 in 0..<5 { #expect(inbox.add([number])) }
        #expect(await inbox.next() == [0])
        async let rest: [[UInt8]] = {
            var read: [[UInt8]] = []
            while let message = await inbox.next() { read.append(message) }
            return read
        }()
        for number: UInt8 in 5..<20 { _ = inbox.add([number]) }
        inbox.finish()
        #expect(inbox.add([99]))
        #expect(await rest == (1..<20).map { [UInt8($0)] })
    }

    @Test(arguments: [[1, 1, 1], [20]])
    func `an inbox is full by count and by size, and says when it has room`(sizes: [Int]) async {
        let calls = Counter()
        let inbox = SocketInbox(countLimit: 3, sizeLimit: 20) { calls.add() }
        for (place, size) in sizes.enumerated() {
            #expect(inbox.add(Array(repeating: 0, count: size)) == (place < sizes.count - 1))
        }
        #expect(calls.count == 0)
        for _ in sizes { _ = inbox.nextAtOnce() }
        #expect(calls.count == 1)
        #expect(inbox.nextAtOnce() == nil)
    }

    @Test func `a message that is not wanted stays the next`() async {
        let inbox = SocketInbox()
        for number: UInt8 in 1...2 { _ = inbox.add([number]) }
        #expect(inbox.nextAtOnce { $0 == [2] } == nil)
        #expect(inbox.nextAtOnce { $0 == [1] } == [1])
        #expect(await inbox.next() == [2])
    }

    @Test func `a reader that is cancelled stops waiting`() async {
        let inbox = SocketInbox()
        let reader = Task { await inbox.next() }
        reader.cancel()
        #expect(await reader.value == nil)
    }
}

private final class Counter: Sendable {
    private let calls = Mutex(0)

    var count: Int { calls.withLock { $0 } }

    func add() { calls.withLock { $0 += 1 } }
}
