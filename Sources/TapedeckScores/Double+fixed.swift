// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

extension Double {
    /// The number with a fixed number of decimals.
    package func fixed(_ decimals: Int) -> String {
        let scale = (0..<decimals).reduce(1.0) { scale, _ in scale * 10 }
        let units = Int((self * scale).rounded())
        let fraction = String(units % Int(scale))
        return "\(units / Int(scale))." + String(repeating: "0", count: decimals - fraction.count) + fraction
    }
}
