// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckRouge

/// Pairs from two text files, line by line.
struct TextPairSource: PairSource, ~Copyable {
    private static let batch = 512

    private var references: LineSplitter
    private var candidates: LineSplitter

    init(references: String, candidates: String, limit: Int) throws(RougeFailure) {
        let referenceReader = try LineReader(path: references, limit: limit)
        let candidateReader = try LineReader(path: candidates, limit: limit)
        self.references = LineSplitter(referenceReader)
        self.candidates = LineSplitter(candidateReader)
    }

    mutating func next() throws(RougeFailure) -> PairBatch? {
        let first = references.line + 1
        var pairs: [RougePair] = []
        var bytes = 0
        while pairs.count < Self.batch, bytes < LineReader.chunk {
            let (reference, candidate) = (try references.next(), try candidates.next())
            guard let reference, let candidate else {
                if reference != nil || candidate != nil { throw try unequal() }
                break
            }
            bytes += reference.utf8.count + candidate.utf8.count
            pairs.append(RougePair(candidate: candidate, reference: reference))
        }
        return pairs.isEmpty ? nil : .pairs(pairs, firstLine: first)
    }

    var isReady: Bool { references.isReady && candidates.isReady }

    var progress: Double? {
        references.size.map { $0 == 0 ? 1 : min(1, Double(references.position) / Double($0)) }
    }

    /// Counts the rest of both files, for the message.
    private mutating func unequal() throws(RougeFailure) -> RougeFailure {
        while try references.next() != nil {}
        while try candidates.next() != nil {}
        return .badInput(
            "\(references.name) has \(counted(references.line, "line")) but \(candidates.name) has \(candidates.line). "
                + "Line n of one is compared with line n of the other: give files of the same length."
        )
    }
}

/// One line of a file after another.
private struct LineSplitter: ~Copyable {
    private var reader: LineReader
    private var bytes: [UInt8] = []
    private var start = 0
    /// Number of the last line that was read, from 1.
    private(set) var line = 0

    init(_ reader: consuming LineReader) { self.reader = reader }

    var name: String { reader.file.name }
    var isReady: Bool { start < bytes.count || reader.file.isReady }
    var size: Int? { reader.file.size }
    var position: Int { reader.position }

    /// The next line without its newline; nil at the end.
    mutating func next() throws(RougeFailure) -> String? {
        if start == bytes.count {
            guard let block = try reader.next() else { return nil }
            guard block.brokenLimit == nil else {
                throw .badInput(
                    "\(name):\(block.firstLine): longer than the \(reader.limit) of --max-line-bytes. Raise it, "
                        + "or break the text into lines."
                )
            }
            bytes = block.bytes
            start = 0
        }
        let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
        line += 1
        guard let text = String(validating: bytes[start..<end], as: UTF8.self) else {
            throw .badInput("\(name):\(line): not UTF-8. Convert the file first: iconv -t UTF-8.")
        }
        start = min(end + 1, bytes.count)
        return text
    }
}
