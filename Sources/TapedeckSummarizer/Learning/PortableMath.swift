// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// Elementary functions in plain arithmetic, with the same bits on every platform.
package enum PortableMath {
    private static let ln2 = 0.693_147_180_559_945_3

    /// The exponential function; 0 below -700, and the value at 700 above it.
    package static func exp(_ x: Double) -> Double {
        if x < -700 { return 0 }
        let bounded = min(x, 700)
        let power = (bounded / ln2).rounded(.toNearestOrEven)
        let rest = bounded - power * ln2
        var term = 1.0
        var sum = 1.0
        for index in 1...14 {
            term *= rest / Double(index)
            sum += term
        }
        return Double(sign: .plus, exponent: Int(power), significand: sum)
    }

    /// The exponential function to about ten digits, for arguments from -700 to 700, where it is called millions of
    /// times.
    static func quickExp(_ x: Double) -> Double {
        let bounded = min(max(x, -700), 700)
        let power = (bounded / ln2).rounded(.toNearestOrEven)
        // Uses half of the rest, whose series converges sooner.
        let half = (bounded - power * ln2) / 2
        let even = 1 + half * half / 2 * (1 + half * half / 12 * (1 + half * half / 30))
        let odd = half * (1 + half * half / 6 * (1 + half * half / 20 * (1 + half * half / 42)))
        let root = even + odd
        return Double(sign: .plus, exponent: Int(power), significand: root * root)
    }

    /// The natural logarithm of a positive number; -745 for zero and below.
    package static func log(_ x: Double) -> Double {
        guard x > 0 else { return -745 }
        let exponent = Double(x.exponent)
        let ratio = (x.significand - 1) / (x.significand + 1)
        let square = ratio * ratio
        var power = ratio
        var sum = 0.0
        for index in stride(from: 1.0, through: 41, by: 2) {
            sum += power / index
            power *= square
        }
        return exponent * ln2 + 2 * sum
    }

    static func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
}
