// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckRouge

/// Pairs to be scored, some at a time.
protocol PairSource: ~Copyable {
    /// The next pairs as they stand in the input; nil at the end.
    mutating func next() throws(RougeFailure) -> PairBatch?
    /// Whether `next()` would answer without waiting for another program.
    var isReady: Bool { get }
    /// Share of the input that has been read, in `0...1`; nil when its size is not known.
    var progress: Double? { get }
}

/// Some unparsed pairs of the input; the tasks that score them parse them.
enum PairBatch: Sendable {
    /// Lines of JSON.
    case lines(LineReader.Block, PairFormat, file: String)
    /// Pairs from two files, with the number of the first line.
    case pairs([RougePair], firstLine: Int)

    /// A line that cannot be scored.
    struct BadLine: Sendable {
        let description: String
    }

    /// The content of a parsed batch.
    struct Contents {
        var pairs: [RougePair] = []
        /// Number of each pair's line, from 0.
        var indexes: [Int] = []
        var ids: [[UInt8]?] = []
        var bad: [BadLine] = []
    }

    /// Reads the pairs, and with `goesOn` also those after a bad line.
    func contents(goesOn: Bool) -> Contents {
        switch self {
        case .pairs(let pairs, let firstLine):
            return Contents(
                pairs: pairs,
                indexes: Array((firstLine - 1)..<(firstLine - 1 + pairs.count)),
                ids: Array(repeating: nil, count: pairs.count)
            )
        case .lines(let block, let format, let file):
            return Self.read(block, format, file, goesOn: goesOn)
        }
    }

    private static func read(
        _ block: LineReader.Block,
        _ format: PairFormat,
        _ file: String,
        goesOn: Bool
    ) -> Contents {
        var contents = Contents()
        if let limit = block.brokenLimit {
            contents.bad.append(
                BadLine(description: "\(file):\(block.firstLine): longer than the \(limit) of --max-line-bytes")
            )
            return contents
        }
        var (start, number) = (0, block.firstLine)
        while start < block.bytes.count, goesOn || contents.bad.isEmpty {
            let end = block.bytes[start...].firstIndex(of: 0x0A) ?? block.bytes.count
            if !isBlank(block.bytes[start..<end]) {
                do {
                    let pair = try format.pair(block.bytes, start..<end)
                    contents.pairs.append(pair.pair)
                    contents.indexes.append(number - 1)
                    contents.ids.append(pair.id)
                } catch {
                    let column = error.column.map { ":\($0)" } ?? ""
                    contents.bad.append(BadLine(description: "\(file):\(number)\(column): \(error.message)"))
                }
            }
            start = end + 1
            number += 1
        }
        return contents
    }

    private static func isBlank(_ line: ArraySlice<UInt8>) -> Bool {
        line.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
    }
}

/// Pairs from lines of JSON.
struct JSONPairSource: PairSource, ~Copyable {
    private var reader: LineReader
    private let format: PairFormat

    init(path: String, format: PairFormat, limit: Int) throws(RougeFailure) {
        reader = try LineReader(path: path, limit: limit)
        self.format = format
    }

    mutating func next() throws(RougeFailure) -> PairBatch? {
        guard let block = try reader.next() else { return nil }
        return .lines(block, format, file: reader.file.name)
    }

    var isReady: Bool { reader.file.isReady }

    var progress: Double? {
        reader.file.size.map { $0 == 0 ? 1 : min(1, Double(reader.position) / Double($0)) }
    }
}
