// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TapedeckSimulator

struct ExampleSampleTests {
    @Test func `keeps all elements up to the limit`() {
        var sample = ExampleSample<Int>(limit: 10)
        for number in 0..<10 { sample.append(number) }
        #expect(sample.elements == Array(0..<10))
    }

    @Test func `samples a longer sequence evenly`() {
        var sample = ExampleSample<Int>(limit: 10)
        for number in 0..<1000 { sample.append(number) }
        #expect(sample.elements == Array(stride(from: 0, to: 1000, by: 128)))
    }
}
