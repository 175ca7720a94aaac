// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TapedeckUpstream

@Suite struct FIFOTests {
    @Test func `elements leave in the order they came`() {
        var queue = FIFO<Int>()
        var next = 0
        for number in 0..<1000 {
            queue.append(number)
            if number % 3 == 0 {
                #expect(queue.popFirst() == next)
                next += 1
            }
        }
        while let number = queue.popFirst() {
            #expect(number == next)
            next += 1
        }
        #expect(next == 1000)
        #expect(queue.isEmpty)
        #expect(queue.first == nil)
    }

    @Test func `elements can be changed and dropped`() {
        var queue = FIFO<Int>()
        for number in 0..<6 { queue.append(number) }
        _ = queue.popFirst()
        queue.removeAll { $0 % 2 == 0 }
        queue.first = 10
        #expect(queue.popFirst() == 10)
        #expect(queue.popFirst() == 3)
        queue.removeAll()
        #expect(queue.isEmpty)
    }
}
