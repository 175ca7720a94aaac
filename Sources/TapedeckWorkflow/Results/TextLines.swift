// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The lines of a file, one at a time, in bounded memory.
package struct TextLines: ~Copyable {
    private static let chunk = 1 << 18

    /// The path of the file.
    package let path: String
    /// The number of the line that was returned last, from 1.
    package private(set) var number = 0

    private let handle: FileHandle
    private let limit: Int
    private var buffer: [UInt8] = []
    /// The start of the next line in the buffer, and the end of the part searched for a newline.
    private var start = 0
    private var searched = 0
    private var isAtStart = true
    private var isAtEnd = false

    package init(path: String, limit: Int) throws(WorkflowError) {
        handle = try Self.open(path)
        self.path = path
        self.limit = limit
    }

    private static func open(_ path: String) throws(WorkflowError) -> FileHandle {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw .badInput("\(path): no such file. Check the path.")
        }
        guard !isFolder.boolValue else { throw .badInput("\(path) is a folder. Give a file.") }
        guard let handle = FileHandle(forReadingAtPath: path) else {
            throw .badInput("\(path) cannot be opened. Check who may read it.")
        }
        return handle
    }

    /// The next line without its newline; nil at the end.
    package mutating func next() throws(WorkflowError) -> ArraySlice<UInt8>? {
        if isAtStart { try readStart() }
        while true {
            searched = max(searched, start)
            if let end = buffer[searched...].firstIndex(of: 0x0A) {
                return try take(upTo: end, next: end + 1)
            }
            searched = buffer.count
            guard buffer.count - start <= limit else { throw tooLong() }
            if isAtEnd {
                guard start < buffer.count else { return nil }
                return try take(upTo: buffer.count, next: buffer.count)
            }
            try fill()
        }
    }

    /// Skips a byte order mark, and refuses files that are not UTF-8 text.
    private mutating func readStart() throws(WorkflowError) {
        isAtStart = false
        try fill()
        if buffer.starts(with: [0xEF, 0xBB, 0xBF]) { start = 3 }
        if buffer.starts(with: [0xFF, 0xFE]) || buffer.starts(with: [0xFE, 0xFF]) {
            throw .badInput("\(path) is UTF-16. Convert it first: iconv -f UTF-16 -t UTF-8.")
        }
        if buffer.starts(with: [0x1F, 0x8B]) { throw .badInput("\(path) is compressed. Unpack it first: gunzip.") }
    }

    private mutating func take(upTo end: Int, next: Int) throws(WorkflowError) -> ArraySlice<UInt8> {
        guard end - start <= limit else { throw tooLong() }
        defer { start = next }
        number += 1
        return buffer[start..<end]
    }

    private func tooLong() -> WorkflowError {
        .badInput("\(path), line \(number + 1): longer than \(limit) bytes. Is it a file with one JSON object a line?")
    }

    private mutating func fill() throws(WorkflowError) {
        if start > 0 {
            buffer.removeFirst(start)
            searched -= min(start, searched)
            start = 0
        }
        do {
            let data = try handle.read(upToCount: Self.chunk) ?? Data()
            isAtEnd = data.isEmpty
            buffer.append(contentsOf: data)
        } catch {
            throw .badInput("\(path) cannot be read: \(error.localizedDescription)")
        }
    }
}
