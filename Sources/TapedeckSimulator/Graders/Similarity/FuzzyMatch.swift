// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The similarity of two texts by the characters they share in order, as `rapidfuzz` computes its `ratio`.
enum FuzzyMatch {
    /// Twice the longest common subsequence, divided by the characters of both texts; 1 for two empty texts.
    /// - Returns: The ratio, `0...1`.
    /// - Complexity: O(*n* · *m* / 64).
    static func ratio(_ first: String, _ second: String) -> Double {
        let first = Array(first.unicodeScalars), second = Array(second.unicodeScalars)
        guard !(first.isEmpty && second.isEmpty) else { return 1 }
        let common = first.count < second.count ? commonLength(first, second) : commonLength(second, first)
        return Double(2 * common) / Double(first.count + second.count)
    }

    /// The length of the longest common subsequence, 64 characters of the pattern at a time (Hyyrö, 2004).
    private static func commonLength(_ pattern: [Unicode.Scalar], _ text: [Unicode.Scalar]) -> Int {
        var numbers: [Unicode.Scalar: Int] = [:]
        for scalar in pattern where numbers[scalar] == nil { numbers[scalar] = numbers.count }
        let pattern = pattern.compactMap { numbers[$0] }
        // Characters that the pattern lacks cannot match.
        let text = text.compactMap { numbers[$0] }
        var masks = [UInt64](repeating: 0, count: numbers.count)
        var carries = [Bool](repeating: false, count: text.count)
        var length = 0
        for start in stride(from: 0, to: pattern.count, by: 64) {
            let block = pattern[start..<min(start + 64, pattern.count)]
            for (offset, number) in block.enumerated() { masks[number] |= 1 << UInt64(offset) }
            var row = UInt64.max
            for (place, number) in text.enumerated() {
                let mask = masks[number]
                let (sum, overflow) = row.addingReportingOverflow(row & mask)
                let (total, more) = sum.addingReportingOverflow(carries[place] ? 1 : 0)
                carries[place] = overflow || more
                row = total | (row & ~mask)
            }
            let used: UInt64 = block.count == 64 ? .max : (1 << UInt64(block.count)) - 1
            length += (~row & used).nonzeroBitCount
            for number in block { masks[number] = 0 }
        }
        return length
    }
}
