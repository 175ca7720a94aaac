// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// Whole lines of a file, many at a time, in bounded memory.
struct LineReader: ~Copyable {
    /// Some lines, each with its newline but perhaps the last of the file.
    struct Block: Sendable {
        var bytes: [UInt8]
        /// Number of the first line, from 1.
        let firstLine: Int
        /// The limit in bytes that the line broke; then `bytes` is empty.
        var brokenLimit: Int?
    }

    static let chunk = 1 << 16

    let file: InputFile
    /// Longest line that is kept, in bytes.
    let limit: Int
    /// Bytes read so far.
    private(set) var position = 0

    private var buffer: [UInt8] = []
    private var line = 1
    private var isAtStart = true
    private var isAtEnd = false

    init(path: String, limit: Int) throws(RougeFailure) {
        file = try InputFile(path: path)
        self.limit = limit
    }

    /// The next lines, as many as came with one reading; nil at the end.
    mutating func next() throws(RougeFailure) -> Block? {
        while true {
            if let end = lastNewline() {
                return take(end + 1)
            }
            guard !isAtEnd else {
                guard !buffer.isEmpty else { return nil }
                return buffer.count > limit ? dropped() : take(buffer.count)
            }
            guard buffer.count <= limit else { return try dropLine() }
            try fill()
        }
    }

    // MARK: - Parts

    private mutating func fill() throws(RougeFailure) {
        let before = buffer.count
        isAtEnd = try !file.read(Self.chunk, into: &buffer)
        position += buffer.count - before
        if isAtStart, buffer.count >= 3 || isAtEnd {
            isAtStart = false
            try checkStart()
        }
    }

    /// Removes a byte order mark, and refuses what is not text.
    private mutating func checkStart() throws(RougeFailure) {
        if buffer.starts(with: [0xEF, 0xBB, 0xBF]) { buffer.removeFirst(3) }
        if buffer.starts(with: [0xFF, 0xFE]) || buffer.starts(with: [0xFE, 0xFF]) {
            throw .badInput("\(file.name) is UTF-16. Convert it first: iconv -f UTF-16 -t UTF-8.")
        }
        if buffer.starts(with: [0x1F, 0x8B]) {
            throw .badInput("\(file.name) is compressed. Unpack it first: gunzip -c FILE | tapedeck rouge --pairs -.")
        }
    }

    private func lastNewline() -> Int? {
        isAtStart ? nil : buffer.lastIndex(of: 0x0A)
    }

    private mutating func take(_ count: Int) -> Block {
        // A single line, or lines that came together with others: each is checked by its reader.
        let block = Block(bytes: Array(buffer[..<count]), firstLine: line)
        buffer.removeFirst(count)
        for byte in block.bytes where byte == 0x0A { line += 1 }
        return block
    }

    /// Reads on to the end of a line that is too long, keeping none of it.
    private mutating func dropLine() throws(RougeFailure) -> Block {
        while true {
            if let end = buffer.firstIndex(of: 0x0A) {
                buffer.removeFirst(end + 1)
                return dropped()
            }
            buffer.removeAll(keepingCapacity: true)
            guard !isAtEnd else { return dropped() }
            try fill()
        }
    }

    private mutating func dropped() -> Block {
        if isAtEnd { buffer.removeAll() }
        line += 1
        return Block(bytes: [], firstLine: line - 1, brokenLimit: limit)
    }
}
