// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

package import TapedeckCore

/// Writes the interactions of a cassette in another format, one at a time.
///
/// What a format has no place for, such as the pieces of streamed bodies, goes into a member `_tapedeck` that its own
/// tools pass over, so that every export can be imported again without loss.
package struct CassetteExporter {
    /// Takes bytes in order.
    package typealias Writing = ([UInt8]) throws -> Void

    private let writer: any ExportWriter
    private let write: Writing
    private var isFirst = true

    /// Creates an exporter.
    /// - Parameters:
    ///   - format: The format.
    ///   - header: The metadata of the cassette; URLs begin with its upstream, or with that of OpenAI.
    ///   - read: Reads parts of stored bodies.
    ///   - write: Takes the bytes of the export in order.
    package init(
        format: ExportFormat,
        header: CassetteMetadata,
        reading read: @escaping CassetteText.BodyReading,
        to write: @escaping Writing
    ) {
        self.writer =
            switch format {
            case .jsonl: CassetteTextWriter(header: header, read: read)
            case .har: HARWriter(header: header, read: read)
            case .vcrpy: YAMLWriter(.vcrpy, header: header, read: read)
            case .vcr: YAMLWriter(.vcr, header: header, read: read)
            }
        self.write = write
    }

    /// Writes the next interaction.
    /// - Throws: What reading and writing throw.
    package mutating func add(_ interaction: Interaction) throws {
        if isFirst { try writer.begin(to: write) }
        try writer.add(interaction, isFirst: isFirst, to: write)
        isFirst = false
    }

    /// Ends the export, also one without interactions.
    /// - Throws: What writing throws.
    package mutating func finish() throws {
        if isFirst { try writer.begin(to: write) }
        try writer.end(isEmpty: isFirst, to: write)
    }
}

/// Writes one format.
protocol ExportWriter {
    func begin(to write: CassetteExporter.Writing) throws
    func add(_ interaction: Interaction, isFirst: Bool, to write: CassetteExporter.Writing) throws
    func end(isEmpty: Bool, to write: CassetteExporter.Writing) throws
}

/// Writes the text form.
private struct CassetteTextWriter: ExportWriter {
    let header: CassetteMetadata
    let read: CassetteText.BodyReading

    func begin(to write: CassetteExporter.Writing) throws {
        try write(header.line)
    }

    func add(_ interaction: Interaction, isFirst: Bool, to write: CassetteExporter.Writing) throws {
        try CassetteText.write(interaction, reading: read, to: write)
    }

    func end(isEmpty: Bool, to write: CassetteExporter.Writing) throws {}
}
