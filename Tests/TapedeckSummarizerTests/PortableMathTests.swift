// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import TapedeckSummarizer

struct PortableMathTests {
    @Test(arguments: [-50, -3.7, -1, -1e-9, 0, 0.3, 1, 2.5, 10, 100])
    func `the exponential agrees with the platform's`(x: Double) {
        #expect(abs(PortableMath.exp(x) / Foundation.exp(x) - 1) < 1e-12)
    }

    @Test(arguments: [1e-300, 0.001, 0.5, 1, 1.99, 2, 3, 1e10, 1e300])
    func `the logarithm agrees with the platform's`(x: Double) {
        #expect(abs(PortableMath.log(x) - Foundation.log(x)) < 1e-12 * max(abs(Foundation.log(x)), 1))
    }

    @Test func `extremes stay finite`() {
        #expect(PortableMath.exp(-1e6) == 0 && PortableMath.exp(1e6).isFinite)
        #expect(PortableMath.log(0) == -745 && PortableMath.sigmoid(-1e9) < 1e-300 && PortableMath.sigmoid(1e9) == 1)
    }
}
