// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckModels

/// The lines of a batch's input file, read a block at a time.
///
/// Blocks are the unit of work that may run at once with others. Where they end depends on the file alone.
struct BatchBlocks {
    /// Maximum number of lines of a block.
    private static let lineLimit = 32
    /// The number of bytes after which a block ends.
    private static let byteLimit = 1 << 20

    private var segments: ArraySlice<BlobSegment>
    private var splitter = LineSplitter(limit: RoutedRequest.bodyLimit)
    private var blocks: [BatchBlock] = []
    private var open: BatchBlock
    private var hasFinished = false

    init(_ input: Blob) {
        self.segments = input.segments[...]
        self.open = BatchBlock(index: 0, firstLine: 0)
    }

    /// Reads the next block; `nil` at the end.
    /// - Throws: `TemporaryFileError` when the disk fails.
    mutating func next() throws -> BatchBlock? {
        while blocks.isEmpty {
            if let segment = segments.popFirst() {
                var lines: [[UInt8]] = []
                splitter.push(try segment.bytes()[...]) { (line) throws(Never) in
                    if let line { lines.append(Array(line)) }
                }
                for line in lines { add(line) }
            } else if !hasFinished {
                hasFinished = true
                var last: [UInt8]?
                splitter.finish { (line) throws(Never) in last = line.map(Array.init) }
                if let last { add(last) }
                if !open.lines.isEmpty { blocks.append(open) }
            } else {
                return nil
            }
        }
        return blocks.removeFirst()
    }

    private mutating func add(_ line: [UInt8]) {
        guard !line[...].isBlank else { return }
        open.lines.append(line)
        open.byteCount += line.count
        guard open.lines.count == Self.lineLimit || open.byteCount >= Self.byteLimit else { return }
        blocks.append(open)
        open = BatchBlock(index: open.index + 1, firstLine: open.firstLine + open.lines.count)
    }
}

/// Consecutive requests of a batch.
struct BatchBlock: Sendable {
    let index: Int
    /// The number of requests before it.
    let firstLine: Int
    fileprivate(set) var lines: [[UInt8]] = []
    fileprivate var byteCount = 0

    fileprivate init(index: Int, firstLine: Int) {
        self.index = index
        self.firstLine = firstLine
    }
}
