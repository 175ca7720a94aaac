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
    ///   - counts: Counts the replacements.
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
        redacted.request.path = redactor.redact(path: interaction.request.path, counts: &counts)
        redacted.request.query = interaction.request.query.map { redactor.redact(query: $0, counts: &counts) }
        redacted.request.headerFields = fields(
            interaction.request.headerFields,
            keptFields(of: interaction.request),
            &counts
        )
        redacted.response.headerFields = fields(
            interaction.response.headerFields,
            keptFields(of: interaction.response, to: interaction.request.method),
            &counts
        )
        (redacted.request.body, _) = try body(
            interaction.request.body,
            BodyRedactor.Kind(contentType: interaction.request.headerFields[.contentType]),
            [],
            &counts,
            makeWriter()
        )
        let kind = BodyRedactor.Kind(contentType: interaction.response.headerFields[.contentType])
        (redacted.response.body, redacted.response.chunks) = try body(
            interaction.response.body,
            kind,
            interaction.response.chunks,
            &counts,
            makeWriter()
        )
        return (redacted, counts.total > before)
    }

    /// The fields of a request that cassettes keep.
    func keptFields(of request: RecordedRequest) -> HTTPFields {
        KeptHeaders.recorded(request.headerFields, matched: matchedHeaders, redactor: Redactor())
    }

    /// The fields of a response that cassettes keep.
    func keptFields(of response: RecordedResponse, to method: HTTPRequest.Method) -> HTTPFields {
        KeptHeaders.recorded(response: response.headerFields, to: method, isDecoded: false, redactor: Redactor())
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
