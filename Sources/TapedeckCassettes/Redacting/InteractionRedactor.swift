// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTypes
import TapedeckCore

/// Redacts interactions: targets, header fields, bodies, and the names of sessions.
struct InteractionRedactor {
    let redactor: TextRedactor
    /// The fields that matching compares and that are kept for it.
    let matchedHeaders: Set<String>
    let read: (BodyReference, Range<Int>) throws -> [UInt8]

    /// Redacts an interaction.
    /// - Parameters:
    ///   - interaction: The interaction as it is.
    ///   - counts: What is replaced is counted here.
    ///   - makeWriter: Starts a body of what is written.
    /// - Returns: The interaction as it is to be, and whether anything of it changed.
    /// - Throws: What reading and writing bodies throw.
    func redact(
        _ interaction: Interaction,
        counts: inout RedactionCounts,
        makeWriter: () -> any RedactedBodyWriter
    ) throws -> (interaction: Interaction, isChanged: Bool) {
        let before = counts.total
        var redacted = interaction
        redacted.session = redactor.redact(interaction.session, counts: &counts)
        redacted.request.path = target(interaction.request.path, &counts)
        redacted.request.query = interaction.request.query.map { target($0, &counts) }
        let kept = HeaderPolicy.recorded(
            interaction.request.headerFields,
            matched: matchedHeaders,
            redactor: Redactor()
        )
        redacted.request.headerFields = fields(interaction.request.headerFields, kept, &counts)
        redacted.response.headerFields = fields(
            interaction.response.headerFields,
            HeaderPolicy.recorded(
                response: interaction.response.headerFields,
                to: interaction.request.method,
                isDecoded: false,
                redactor: Redactor()
            ),
            &counts
        )
        (redacted.request.body, _) = try body(
            interaction.request.body,
            BodyRedactor.Kind(contentType: interaction.request.headerFields[.contentType], isResponse: false),
            [],
            &counts,
            makeWriter()
        )
        let kind = BodyRedactor.Kind(contentType: interaction.response.headerFields[.contentType], isResponse: true)
        (redacted.response.body, redacted.response.chunks) = try body(
            interaction.response.body,
            kind,
            interaction.response.chunks,
            &counts,
            makeWriter()
        )
        return (redacted, counts.total > before)
    }

    private func target(_ text: String, _ counts: inout RedactionCounts) -> String {
        var edited = EditedText(Array(text.utf8))
        redactor.redactEncoded(&edited, counts: &counts)
        return edited.isChanged ? String(decoding: edited.bytes, as: UTF8.self) : text
    }

    /// The kept fields, redacted; those that are not kept or have another value count.
    private func fields(_ all: HTTPFields, _ kept: HTTPFields, _ counts: inout RedactionCounts) -> HTTPFields {
        counts.fields += all.count - kept.count
        var redacted: HTTPFields = [:]
        for field in kept {
            // The policy has replaced keys already; each counts where it stood.
            if !all[values: field.name].contains(field.value) { counts.fields += 1 }
            redacted.append(HTTPField(name: field.name, value: redactor.redact(field.value, counts: &counts)))
        }
        return redacted
    }

    private func body(
        _ body: RecordedBody,
        _ kind: BodyRedactor.Kind,
        _ chunks: [Chunk],
        _ counts: inout RedactionCounts,
        _ writer: any RedactedBodyWriter
    ) throws -> (RecordedBody, [Chunk]) {
        guard body.length > 0 else { return (body, chunks) }
        var writer = writer
        let ends = try BodyRedactor(redactor: redactor, read: read).redact(
            body,
            kind,
            ends: chunks.map { $0.offset + $0.length },
            counts: &counts
        ) { try writer.write($0) }
        var start = 0
        // A chunk of which nothing is left is none.
        let moved = zip(chunks, ends).compactMap { chunk, end -> Chunk? in
            defer { start = end }
            return end > start ? Chunk(offset: start, length: end - start, time: chunk.time) : nil
        }
        return (try writer.finish(), moved)
    }
}
