// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

extension IdentifierGenerator {
    /// `batch_` and 32 hexadecimal digits, which begin with the time.
    mutating func batch(at time: Int) -> String { timed("batch_", at: time) }
    /// `batch_req_` and 32 hexadecimal digits, which begin with the time.
    mutating func batchRequest(at time: Int) -> String { timed("batch_req_", at: time) }

    /// The seed of a batch's output.
    mutating func batchSeed() -> UInt64 { generator.next() }

    /// A random UUID (RFC 9562, version 4) in lower case.
    mutating func uuid() -> String {
        let digits = text(30, of: Self.digits)
        func part(_ range: Range<Int>) -> Substring {
            digits[digits.index(digits.startIndex, offsetBy: range.lowerBound)...].prefix(range.count)
        }
        let variant = ["8", "9", "a", "b"][number(below: 4)]
        return "\(part(0..<8))-\(part(8..<12))-4\(part(12..<15))-\(variant)\(part(15..<18))-\(part(18..<30))"
    }
}
