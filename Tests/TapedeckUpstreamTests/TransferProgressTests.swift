// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TapedeckUpstream

@Suite struct TransferProgressTests {
    let start = ContinuousClock.now
    let timeouts = UpstreamTimeouts(connecting: .seconds(1), firstByte: .seconds(100), idle: .seconds(10))

    private func at(_ seconds: Int) -> ContinuousClock.Instant { start.advanced(by: .seconds(seconds)) }

    private func progress(isSending: Bool) -> TransferProgress {
        TransferProgress(timeouts: timeouts, isSending: isSending, now: start)
    }

    @Test func `the wait for the head counts from the connection`() {
        var progress = progress(isSending: false)
        #expect(progress.deadline == at(100))
        #expect(progress.expired(now: at(99), connectTime: .seconds(5)) == nil)
        #expect(progress.expired(now: at(104), connectTime: .seconds(5)) == nil)
        #expect(progress.deadline == at(105))
        #expect(progress.expired(now: at(105), connectTime: .seconds(5)) == .firstByte)
    }

    @Test func `without a connection nothing runs out`() {
        var progress = progress(isSending: false)
        #expect(progress.expired(now: at(100), connectTime: nil) == nil)
        #expect(progress.deadline == at(200))
    }

    @Test func `sending counts from byte to byte and then waits for the head`() {
        var progress = progress(isSending: true)
        progress.didSend(isLast: false, now: at(9))
        #expect(progress.deadline == at(19))
        #expect(progress.expired(now: at(19), connectTime: .zero) == .sending)
        progress.didSend(isLast: true, now: at(18))
        #expect(progress.deadline == at(118))
        #expect(progress.expired(now: at(118), connectTime: .zero) == .firstByte)
    }

    @Test func `waiting for our own side does not count`() {
        var progress = progress(isSending: true)
        progress.holdSending()
        #expect(progress.deadline == nil)
        #expect(progress.expired(now: at(1000), connectTime: .zero) == nil)
        progress.release(now: at(1000))
        #expect(progress.deadline == at(1010))
        progress.didReceiveHead(now: at(1001))
        progress.holdSending()
        #expect(progress.deadline == at(1011))
        progress.holdReceiving()
        #expect(progress.deadline == nil)
    }

    @Test func `receiving counts from byte to byte`() {
        var progress = progress(isSending: false)
        progress.didReceiveHead(now: at(50))
        #expect(progress.deadline == at(60))
        progress.didReceive(now: at(59))
        progress.didSend(isLast: true, now: at(60))
        #expect(progress.expired(now: at(69), connectTime: .zero) == .receiving)
    }
}
