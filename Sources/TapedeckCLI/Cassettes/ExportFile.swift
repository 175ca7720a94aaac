// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TapedeckCore

/// Where an export goes: standard output, or a file that appears under its name once it is complete.
final class ExportFile {
    private static let bufferSize = 256 << 10

    private let path: String
    private let partial: String?
    private let handle: FileHandle
    private var buffer: [UInt8] = []

    /// The error of a reader that has gone away, such as `head`.
    struct ReaderLeft: Error {}

    /// Opens a file; `-` is standard output.
    init(path: String) throws {
        self.path = path
        guard path != "-" else {
            (partial, handle) = (nil, .standardOutput)
            return
        }
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        if let type = attributes?[.type] as? FileAttributeType, type != .typeRegular {
            // A device or a pipe is written to and never replaced.
            guard type != .typeDirectory, let handle = FileHandle(forWritingAtPath: path) else {
                throw Self.refusal(path)
            }
            (partial, self.handle) = (nil, handle)
            return
        }
        let partial = path + ".partial"
        guard FileManager.default.createFile(atPath: partial, contents: nil),
            let handle = FileHandle(forWritingAtPath: partial)
        else { throw Self.refusal(path) }
        (self.partial, self.handle) = (partial, handle)
    }

    func write(_ bytes: [UInt8]) throws {
        buffer += bytes
        if buffer.count >= Self.bufferSize { try flush() }
    }

    /// Writes what is left, and gives the file its name.
    func finish() throws {
        try flush()
        guard let partial else { return }
        try handle.close()
        guard rename(partial, path) == 0 else { throw Self.refusal(path) }
    }

    /// Removes what was written.
    func abandon() {
        guard let partial else { return }
        try? handle.close()
        unlink(partial)
    }

    private static func refusal(_ path: String) -> CassetteError {
        CassetteError(code: .readOnly, message: "\(path) cannot be written; check its folder and permissions.")
    }

    private func flush() throws {
        do {
            try handle.write(contentsOf: Data(buffer))
        } catch {
            guard partial != nil else { throw ReaderLeft() }
            throw CassetteError(code: .writeFailed, message: "\(path) cannot be written: the disk is full or failed.")
        }
        buffer = []
    }
}
