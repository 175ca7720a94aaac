// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TapedeckSimulator

@Suite(.timeLimit(.minutes(1))) struct SocketLanesTests {
    @Test func `requests of a lane are taken in order, and an idle lane begins anew`() async {
        let lanes = SocketLanes<Int>(laneLimit: 2, countLimit: 10)
        #expect(await lanes.add(1, to: "a") == .first)
        #expect(await lanes.add(2, to: "a") == .behind)
        #expect(await lanes.add(3, to: "b") == .first)
        #expect([lanes.next(in: "a"), lanes.next(in: "a"), lanes.next(in: "a")] == [1, 2, nil])
        #expect(await lanes.add(4, to: "a") == .first)
    }

    @Test func `a lane beyond the limit is refused until another one is idle`() async {
        let lanes = SocketLanes<Int>(laneLimit: 1, countLimit: 10)
        #expect(await lanes.add(1, to: "a") == .first)
        #expect(await lanes.add(2, to: "b") == .refused)
        _ = lanes.next(in: "a")
        _ = lanes.next(in: "a")
        #expect(await lanes.add(2, to: "b") == .first)
    }

    @Test func `requests beyond the limit wait until others are taken`() async {
        let lanes = SocketLanes<Int>(laneLimit: 2, countLimit: 2)
        _ = await lanes.add(1, to: "a")
        _ = await lanes.add(2, to: "a")
        async let third = lanes.add(3, to: "a")
        #expect(lanes.next(in: "a") == 1)
        #expect(await third == .behind)
        #expect([lanes.next(in: "a"), lanes.next(in: "a")] == [2, 3])
    }
}
