// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization
import TapedeckCore
import TapedeckServer

/// A file of spans, which is begun anew.
final class SpanFile: SpanSink {
    let name: String
    private let handle: Mutex<FileHandle?>

    /// Opens a file.
    /// - Throws: `CassetteError` when it cannot be written.
    init(_ path: String) throws(CassetteError) {
        name = path
        do {
            // A pipe or a device is written to, and never replaced.
            if !FileManager.default.fileExists(atPath: path) { try Data().write(to: URL(fileURLWithPath: path)) }
            let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
            try? handle.truncate(atOffset: 0)
            self.handle = Mutex(handle)
        } catch {
            throw CassetteError(
                code: .invalidArgument,
                message: "Spans cannot be written to \(path) (\(error.localizedDescription))."
            )
        }
    }

    func write(_ request: [UInt8]) async throws -> (refused: Int, reason: String?) {
        try handle.withLock { try $0?.write(contentsOf: Data(request)) }
        return (0, nil)
    }

    func close() async {
        handle.withLock { try? $0.take()?.close() }
    }
}
