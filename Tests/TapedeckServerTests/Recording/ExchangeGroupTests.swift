// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Synchronization
import Testing

@testable import TapedeckServer

@Suite(.timeLimit(.minutes(5))) struct ExchangeGroupTests {
    @Test func `waits for every exchange under way`() async {
        let group = ExchangeGroup()
        let gate = Signal()
        let ended = Mutex(0)
        for _ in 0..<50 {
            group.run {
                await gate.wait()
                ended.withLock { $0 += 1 }
            }
        }
        gate.fire()
        await group.finish()
        #expect(ended.withLock { $0 } == 50)
    }

    @Test func `an exchange goes on when the task that began it is cancelled`() async {
        let group = ExchangeGroup()
        let gate = Signal()
        let isCancelled = Mutex<Bool?>(nil)
        let client = Task {
            group.run {
                await gate.wait()
                isCancelled.withLock { $0 = Task.isCancelled }
            }
        }
        client.cancel()
        await client.value
        gate.fire()
        await group.finish()
        #expect(isCancelled.withLock { $0 } == false)
    }

    @Test func `waits for an exchange without a task`() async {
        let group = ExchangeGroup()
        let number = group.begin()
        async let over: Void = group.finish()
        group.end(number)
        await over
    }

    @Test func `cancels an exchange without a task, unless it is over`() {
        let group = ExchangeGroup()
        let cancelled = Mutex<[Int]>([])
        for number in [group.begin(), group.begin()] {
            group.setCancellation(of: number) { cancelled.withLock { $0.append(number) } }
        }
        group.end(0)
        group.cancel()
        #expect(cancelled.withLock { $0 } == [1])
    }

    @Test func `breaks off what is under way`() async {
        let group = ExchangeGroup()
        let gate = Signal()
        let isCancelled = Mutex(false)
        group.run {
            await gate.wait()
            isCancelled.withLock { $0 = Task.isCancelled }
        }
        group.cancel()
        gate.fire()
        await group.finish()
        #expect(isCancelled.withLock { $0 })
    }
}
