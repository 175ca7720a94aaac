// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TapedeckCore

/// The destination of an export: standard output, or a file that is renamed once it is complete.
final class ExportFile {
    private static let bufferSize = 256 << 10

    private let path: String
    private let file: AtomicFile
    /// Whether a person reads the output, to whom nothing may come that the terminal obeys.
    private let isTerminal: Bool
    private var buffer: [UInt8] = []

    /// The error of a reader that has gone away, such as `head`.
    struct ReaderLeft: Error {}

    /// Opens a file; `-` is standard output.
    init(path: String) throws {
        // A link stays one: the file that it leads to is replaced.
        let path = path == "-" ? path : URL(filePath: path).resolvingSymlinksInPath().path
        self.path = path
        isTerminal = path == "-" && Terminal.showsResults
        do {
            file = path == "-" ? .standardOutput : try AtomicFile(path: path)
        } catch {
            throw Self.refusal(path)
        }
    }

    func write(_ bytes: [UInt8]) throws {
        buffer += bytes
        guard buffer.count >= Self.bufferSize else { return }
        // Lines are shown whole, since an escape must not be cut.
        try flush(isTerminal ? (buffer.lastIndex(of: UInt8(ascii: "\n")) ?? -1) + 1 : buffer.count)
    }

    /// Writes what is left, and gives the file its name.
    func finish() throws {
        try flush(buffer.count)
        do {
            try file.finish()
        } catch {
            throw Self.refusal(path)
        }
    }

    private static func refusal(_ path: String) -> OutputError {
        OutputError(message: "\(path) cannot be written; check its folder and permissions.")
    }

    private func flush(_ count: Int) throws {
        do {
            if isTerminal {
                Terminal.write(result: String(decoding: buffer[..<count], as: UTF8.self))
            } else {
                try file.write(Array(buffer[..<count]))
            }
        } catch {
            guard !file.isDirect else { throw ReaderLeft() }
            throw CassetteError(code: .writeFailed, message: "\(path) cannot be written: the disk is full or failed.")
        }
        buffer.removeFirst(count)
    }
}
