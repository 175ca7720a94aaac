// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import Testing

struct JSONNumberRyuTests {
    @Test(
        arguments: [
            (0, "0.0"), (-0.0, "-0.0"), (1, "1.0"), (2.5, "2.5"), (-120, "-120.0"), (1e15, "1000000000000000.0"),
            (1e16, "1e16"), (1.5e300, "1.5e300"), (0.1, "0.1"), (0.00001, "0.00001"),
            (0.000010889691002655445, "0.000010889691002655445"), (0.0000099, "9.9e-6"),
            (6.144174602214718e-7, "6.144174602214718e-7"), (-3.128163257315464e-7, "-3.128163257315464e-7"),
        ] as [(Double, String)]
    )
    func `spells scores as the service does`(value: Double, spelling: String) {
        #expect(JSONNumber(ryu: value).spelling == spelling)
        #expect(Double(spelling) == value)
    }
}
