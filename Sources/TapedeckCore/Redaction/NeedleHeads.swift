// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// Finds the places at which one of several needles may begin, by their first three bytes.
struct NeedleHeads: Sendable, Hashable {
    private static let headLength = 3

    private let heads: [UInt32]
    private let isFirst: [Bool]

    /// - Parameter needles: What is looked for, each of three bytes or more.
    init(_ needles: [[UInt8]]) {
        self.heads = Array(Set(needles.map { Self.head(of: $0.prefix(Self.headLength)) }))
        var isFirst = [Bool](repeating: false, count: 256)
        for needle in needles.compactMap(\.first) { isFirst[Int(needle)] = true }
        self.isFirst = isFirst
    }

    private static func head(of bytes: some Sequence<UInt8>) -> UInt32 {
        bytes.reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// The first place at or after `start` where a needle may begin; the last two bytes may begin any that starts so.
    func first(in bytes: [UInt8], from start: Int) -> Int? {
        // Unchecked views, since this loop sees every byte of every body; every index is below the count.
        bytes.withUnsafeBufferPointer { bytes in
            isFirst.withUnsafeBufferPointer { isFirst in
                var index = start
                while index < bytes.count {
                    if isFirst[Int(bytes[index])] {
                        guard index + 2 < bytes.count else { return index }
                        let head = UInt32(bytes[index]) << 16 | UInt32(bytes[index + 1]) << 8 | UInt32(bytes[index + 2])
                        if heads.contains(head) { return index }
                    }
                    index += 1
                }
                return nil
            }
        }
    }
}
