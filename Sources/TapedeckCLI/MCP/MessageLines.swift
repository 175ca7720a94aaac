// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// Cuts a stream of bytes into lines of a limited length.
struct MessageLines {
    /// A line without its end.
    enum Line: Hashable {
        case whole([UInt8])
        /// A line that was longer than the limit, and is left out.
        case tooLong
    }

    private let limit: Int
    private var pending: [UInt8] = []
    private var isSkipping = false

    init(limit: Int) { self.limit = limit }

    /// Takes bytes, and gives the lines that they end.
    mutating func push(_ bytes: [UInt8]) -> [Line] {
        var lines: [Line] = []
        var rest = bytes[...]
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            take(rest[..<end])
            lines.append(isSkipping ? .tooLong : .whole(pending))
            pending = []
            isSkipping = false
            rest = rest[(end + 1)...]
        }
        take(rest)
        return lines
    }

    /// The last line, if it has no end.
    mutating func finish() -> Line? {
        defer { pending = [] }
        return isSkipping ? .tooLong : pending.isEmpty ? nil : .whole(pending)
    }

    private mutating func take(_ bytes: ArraySlice<UInt8>) {
        guard !isSkipping else { return }
        pending += bytes
        if pending.count > limit {
            isSkipping = true
            pending = []
        }
    }
}
