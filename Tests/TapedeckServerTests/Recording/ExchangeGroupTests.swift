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
