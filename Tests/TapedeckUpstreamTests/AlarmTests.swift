// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TapedeckUpstream

@Suite struct AlarmTests {
    let now = ContinuousClock.now

    @Test func `rings once, at the earliest moment`() {
        let alarm = Alarm()
        #expect(alarm.milliseconds(from: now) == 3_600_000)
        alarm.set(for: now.advanced(by: .seconds(5)))
        alarm.set(for: now.advanced(by: .microseconds(1500)))
        alarm.set(for: nil)
        #expect(alarm.milliseconds(from: now) == 2)
        #expect(!alarm.rings(at: now))
        #expect(alarm.rings(at: now.advanced(by: .milliseconds(2))))
        #expect(!alarm.rings(at: now.advanced(by: .seconds(10))))
    }

    @Test func `a moment far off or gone by is bounded`() {
        let alarm = Alarm()
        alarm.set(for: now.advanced(by: .seconds(1_000_000)))
        #expect(alarm.milliseconds(from: now) == 3_600_000)
        alarm.set(for: now.advanced(by: .seconds(-1)))
        #expect(alarm.milliseconds(from: now) == 0)
    }
}
