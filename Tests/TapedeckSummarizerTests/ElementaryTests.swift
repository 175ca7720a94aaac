// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import TapedeckSummarizer

struct ElementaryTests {
    @Test(arguments: [-50, -3.7, -1, -1e-9, 0, 0.3, 1, 2.5, 10, 100])
    func `the exponential agrees with the platform's`(x: Double) {
        #expect(abs(Elementary.exp(x) / Foundation.exp(x) - 1) < 1e-12)
    }

    @Test(arguments: [1e-300, 0.001, 0.5, 1, 1.99, 2, 3, 1e10, 1e300])
    func `the logarithm agrees with the platform's`(x: Double) {
        #expect(abs(Elementary.log(x) - Foundation.log(x)) < 1e-12 * max(abs(Foundation.log(x)), 1))
    }

    @Test func `extremes stay finite`() {
        #expect(Elementary.exp(-1e6) == 0 && Elementary.exp(1e6).isFinite)
        #expect(Elementary.log(0) == -745 && Elementary.sigmoid(-1e9) < 1e-300 && Elementary.sigmoid(1e9) == 1)
    }
}
