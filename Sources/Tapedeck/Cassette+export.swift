// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

extension Cassette {
    /// Exports the cassette to a file, in a format that other tools read and that can be imported again without loss.
    /// - Parameters:
    ///   - format: The format.
    ///   - path: The file, which is replaced once the export is complete.
    /// - Returns: The number of interactions.
    /// - Throws: ``CassetteError`` when the cassette is damaged or the file cannot be written.
    @discardableResult
    public func export(as format: ExportFormat, to path: String) throws -> Int {
        do {
            let file = try AtomicFile(path: path)
            let count = try export(as: format) { try file.write($0) }
            try file.finish()
            return count
        } catch let error as FileFailure {
            throw CassetteError(code: .writeFailed, message: "\(path) cannot be written: \(error.reason).")
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
}
