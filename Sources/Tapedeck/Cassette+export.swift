// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation

extension Cassette {
    /// Exports the cassette to a file, in a format that other tools read and that can be imported again without loss.
    /// - Parameters:
    ///   - format: The format.
    ///   - path: The file, which is replaced once the export is complete.
    /// - Returns: The number of interactions.
    /// - Throws: ``CassetteError`` when the cassette is damaged or the file cannot be written.
    @discardableResult
    public func export(as format: ExportFormat, to path: String) throws -> Int {
        let partial = path + ".partial"
        guard FileManager.default.createFile(atPath: partial, contents: nil),
            let file = FileHandle(forWritingAtPath: partial)
        else { throw unwritable(path) }
        do {
            let count = try export(as: format) { try file.write(contentsOf: Data($0)) }
            try file.close()
            guard rename(partial, path) == 0 else { throw unwritable(path) }
            return count
        } catch {
            try? file.close()
            try? FileManager.default.removeItem(atPath: partial)
            throw error
        }
    }

    /// Exports the cassette piece by piece.
    /// - Parameters:
    ///   - format: The format.
    ///   - progress: Called after each interaction with the number so far.
    ///   - write: Takes the bytes in order.
    /// - Returns: The number of interactions.
    /// - Throws: ``CassetteError`` when the cassette is damaged, and what `write` throws.
    package func export(
        as format: ExportFormat,
        progress: (Int) -> Void = { _ in },
        to write: @escaping ([UInt8]) throws -> Void
    ) throws -> Int {
        var exporter = CassetteExporter(format: format, header: metadata, reading: read, to: write)
        var count = 0
        try forEachInteraction { stored in
            try exporter.add(stored.interaction)
            count += 1
            progress(count)
        }
        try exporter.finish()
        return count
    }

    private func unwritable(_ path: String) -> CassetteError {
        CassetteError(code: .writeFailed, message: "\(path) cannot be written; check its folder and permissions.")
    }
}
