// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// Cuts bytes that come in pieces into lines, and holds one line at most.
package struct LineSplitter {
    /// A line without its newline; `nil` when it is longer than the limit.
    package typealias Line = ArraySlice<UInt8>?

    private let limit: Int
    private var open: [UInt8] = []
    private var isTooLong = false

    /// - Parameter limit: Maximum length of a line in bytes.
    package init(limit: Int) { self.limit = limit }

    /// Takes the next bytes, and gives out the lines that end in them.
    package mutating func push<Failure: Error>(
        _ bytes: ArraySlice<UInt8>,
        _ body: (Line) throws(Failure) -> Void
    ) throws(Failure) {
        var rest = bytes
        while let end = Self.newline(in: rest) {
            let line = rest[..<end]
            rest = rest[(end + 1)...]
            if open.isEmpty, !isTooLong, line.count <= limit {
                try body(line)
            } else {
                hold(line)
                try give(body)
            }
        }
        hold(rest)
    }

    /// Gives out what follows the last newline, if anything does.
    package mutating func finish<Failure: Error>(_ body: (Line) throws(Failure) -> Void) throws(Failure) {
        if isTooLong || !open.isEmpty { try give(body) }
    }

    private mutating func hold(_ bytes: ArraySlice<UInt8>) {
        if isTooLong || bytes.count > limit - open.count {
            isTooLong = true
            open = []
        } else {
            open += bytes
        }
    }

    private mutating func give<Failure: Error>(_ body: (Line) throws(Failure) -> Void) throws(Failure) {
        let line: Line = isTooLong ? nil : open[...]
        isTooLong = false
        open = []
        try body(line)
    }

    private static func newline(in bytes: ArraySlice<UInt8>) -> Int? {
        bytes.withUnsafeBufferPointer { buffer in
            var index = 0
            while index < buffer.count {
                if buffer[index] == UInt8(ascii: "\n") { return bytes.startIndex + index }
                index &+= 1
            }
            return nil
        }
    }
}
