// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The identifiers of the Realtime API.
extension IdentifierGenerator {
    /// A prefix such as `event` or `sess`, `_` and 21 characters of base 62; the first five stand for the second.
    mutating func realtime(_ prefix: String, at time: Int) -> String {
        var rest = time
        var stamp: [UInt8] = []
        for _ in 0..<4 {
            stamp.append(Self.base62[rest % 62])
            rest /= 62
        }
        return "\(prefix)_D" + String(decoding: stamp.reversed(), as: UTF8.self) + text(16, of: Self.base62)
    }

    /// `call_` and 16 characters of base 62.
    mutating func realtimeCall() -> String { "call_" + text(16, of: Self.base62) }

    /// `ek_` and 32 hexadecimal digits.
    mutating func clientSecret() -> String { "ek_" + text(32, of: Self.digits) }
}
