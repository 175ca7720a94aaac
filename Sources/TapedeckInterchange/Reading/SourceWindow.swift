// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// A window on the bytes of a source, read front to back; only the window is in memory.
final class SourceWindow {
    /// Reads up to a number of bytes; none at the end.
    typealias Reading = (Int) throws -> [UInt8]

    private static let pieceSize = 256 << 10

    private let read: Reading
    /// The bytes in memory.
    private(set) var bytes: [UInt8] = []
    /// The index of the next byte in ``bytes``.
    private(set) var index = 0
    private var isExhausted = false
    /// The number of bytes read from the source so far.
    private(set) var bytesRead = 0
    /// The line of the next byte, counted from 1.
    private(set) var line = 1

    init(_ read: @escaping Reading) {
        self.read = read
    }

    /// The bytes in memory that are not passed over.
    var rest: ArraySlice<UInt8> { bytes[index...] }

    /// Reads more.
    /// - Returns: Whether there was more.
    func fill() throws(SourceProblem) -> Bool {
        guard !isExhausted else { return false }
        // What was passed over goes once it is the larger part, so that each byte is moved a bounded number of times.
        if index > Self.pieceSize, index * 2 > bytes.count {
            bytes.removeFirst(index)
            index = 0
        }
        let piece: [UInt8]
        do {
            piece = try read(Self.pieceSize)
        } catch {
            throw SourceProblem(
                code: .unreadable,
                reason: "the file cannot be read to its end",
                remedy: "check the disk and its permissions"
            )
        }
        guard !piece.isEmpty else {
            isExhausted = true
            return false
        }
        bytesRead += piece.count
        bytes += piece
        return true
    }

    /// Makes sure that a number of bytes is in memory.
    /// - Returns: Whether there are as many.
    func has(_ count: Int) throws(SourceProblem) -> Bool {
        while bytes.count - index < count {
            guard try fill() else { return false }
        }
        return true
    }

    /// The next byte; `nil` at the end.
    func peek() throws(SourceProblem) -> UInt8? {
        try has(1) ? bytes[index] : nil
    }

    /// Passes over bytes that are in memory.
    func skip(_ count: Int) {
        for byte in bytes[index..<index + count] where byte == UInt8(ascii: "\n") { line += 1 }
        index += count
    }

    /// Takes bytes that are in memory.
    func take(_ count: Int) -> ArraySlice<UInt8> {
        let taken = bytes[index..<index + count]
        skip(count)
        return taken
    }

    func skipWhitespace() throws(SourceProblem) {
        while let byte = try peek(), Self.whitespace.contains(byte) { skip(1) }
    }

    /// A line with its line end.
    /// - Parameters:
    ///   - offset: Where it begins, counted from the next byte.
    ///   - limit: The most bytes it may have.
    /// - Returns: The line, empty at the end of the source; `nil` when it is longer than the limit.
    /// - Throws: ``SourceProblem`` when the source cannot be read.
    func line(after offset: Int = 0, upTo limit: Int) throws(SourceProblem) -> ArraySlice<UInt8>? {
        var looked = 0
        while true {
            let start = index + offset
            if let end = bytes[(start + looked)...].firstIndex(of: UInt8(ascii: "\n")) {
                return end + 1 - start <= limit ? bytes[start...end] : nil
            }
            looked = bytes.count - start
            guard looked <= limit else { return nil }
            // Reading on may move what is in memory, so the place is taken anew.
            guard try fill() else { return bytes[(index + offset)...] }
        }
    }

    private static let whitespace: [UInt8] = Array(" \t\r\n".utf8)
}
