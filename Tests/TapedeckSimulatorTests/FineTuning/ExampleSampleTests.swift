// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TapedeckSimulator

struct ExampleSampleTests {
    @Test func `keeps all that there is room for`() {
        var sample = ExampleSample<Int>(limit: 10)
        for number in 0..<10 { sample.append(number) }
        #expect(sample.elements == Array(0..<10))
    }

    @Test func `spreads over the whole of what is too much`() {
        var sample = ExampleSample<Int>(limit: 10)
        for number in 0..<1000 { sample.append(number) }
        #expect(sample.elements == Array(stride(from: 0, to: 1000, by: 128)))
    }
}
