// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

extension SplitMix64 {
    /// A random number below a bound, by multiplication; the bias is below 2⁻³² for the small bounds used here.
    mutating func next(below bound: Int) -> Int {
        Int((next() >> 32).multipliedFullWidth(by: UInt64(bound)).low >> 32)
    }
}
