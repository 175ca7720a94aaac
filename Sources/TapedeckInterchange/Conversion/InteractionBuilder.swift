// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore

/// Turns the exchanges of one file into interactions: decoded, redacted, streams cut into chunks.
struct InteractionBuilder {
    /// The result of converting an exchange.
    enum Result {
        /// An interaction, with its losses.
        case interaction(Interaction, losses: [String])
        /// It cannot be carried over, for a reason.
        case skipped(String)
    }

    private let rules: CompiledRedaction
    private let matchedHeaders: Set<String>
    private let secrets: [String]
    private let limits: ImportLimits
    /// The bytes of the file so far, and of its bodies.
    var bytesRead = 0
    private var decodedBytes = 0
    /// The redaction of the bodies that come in pieces, and how many bytes came out of it.
    private var streams: [BodyPiece.Side: RedactionStream] = [:]
    private var streamedBytes: [BodyPiece.Side: Int] = [:]

    init(rules: CompiledRedaction, matchedHeaders: Set<String>, secrets: [String], limits: ImportLimits) {
        self.rules = rules
        self.matchedHeaders = matchedHeaders
        self.secrets = secrets
        self.limits = limits
    }

    /// Builds an interaction.
    /// - Throws: ``SourceProblem`` when a body is damaged or beyond a limit.
    mutating func build(_ exchange: SourceExchange) throws(SourceProblem) -> Result {
        if let own = exchange.own { return try build(exchange, own) }
        let url: ServiceURL
        do throws(ServiceURL.Refusal) {
            url = try ServiceURL(exchange.url)
        } catch {
            return .skipped(error.reason)
        }
        let sent = try SourceFields(exchange.requestFields)
        let requestFields = sent.fields
        guard HTTPField.Name("anthropic-version").map({ requestFields[$0] == nil }) ?? true else {
            return .skipped("the request is for another API (it has the field anthropic-version)")
        }
        guard let method = HTTPRequest.Method(rawValue: exchange.method.uppercased()) else {
            return .skipped("the method is not one of HTTP")
        }
        guard (200...599).contains(exchange.status) else {
            return .skipped("no final response was recorded (status \(exchange.status))")
        }
        let received = try SourceFields(exchange.responseFields)
        let responseFields = received.fields
        var entryBytes = 0
        let bodies = (
            request: try decode(
                exchange.requestBody,
                fields: requestFields,
                isDecoded: exchange.requestIsDecoded,
                entryBytes: &entryBytes
            ),
            response: try decode(
                exchange.responseBody,
                fields: responseFields,
                isDecoded: exchange.responseIsDecoded,
                entryBytes: &entryBytes
            )
        )
        switch bodies {
        case (.unsupported(let coding), _): return .skipped("the request body is encoded as '\(coding)'")
        case (_, .unsupported(let coding)): return .skipped("the response body is encoded as '\(coding)'")
        case (.decoded(let requestBody), .decoded(let responseBody)):
            let redactor = redactor(requestFields, query: url.query)
            let request = RecordedRequest(
                method: method,
                path: redactor.redact(path: url.path, as: .lengthClass),
                query: url.query.map { redactor.redact(query: $0, as: .lengthClass) },
                headerFields: KeptHeaders.recorded(requestFields, matched: matchedHeaders, redactor: redactor),
                body: .bytes(
                    redactor.redact(requestBody[...], as: .lengthClass, contentType: requestFields[.contentType])
                )
            )
            let kept = redactor.redact(
                responseBody[...],
                as: .lengthClass,
                contentType: responseFields[.contentType]
            )
            let response = RecordedResponse(
                status: exchange.status,
                headerFields: KeptHeaders.recorded(response: responseFields, to: method, redactor: redactor),
                body: .bytes(kept),
                chunks: chunks(exchange.chunks, of: kept, contentType: responseFields[.contentType]),
                timeToFirstByte: SourceExchange.bounded(min(exchange.timeToFirstByte, exchange.duration)),
                duration: SourceExchange.bounded(exchange.duration)
            )
            let recordedAt = exchange.recordedAt ?? responseFields[.date].flatMap(Timestamp.init)?.microseconds ?? 0
            return .interaction(
                Interaction(recordedAt: recordedAt, request: request, response: response),
                losses: exchange.losses + sent.losses + received.losses
                    + MissingBody.losses(exchange, request: requestBody, response: responseBody)
            )
        }
    }

    /// Builds an interaction that was one of ours: nothing is decoded, and all fields that may be kept are.
    private mutating func build(_ exchange: SourceExchange, _ own: OwnDetails) throws(SourceProblem) -> Result {
        let sent = try SourceFields(own.requestFields ?? exchange.requestFields)
        let received = try SourceFields(own.responseFields ?? exchange.responseFields)
        let (requestFields, responseFields) = (sent.fields, received.fields)
        let redactor = redactor(requestFields, query: own.query)
        guard let method = HTTPRequest.Method(rawValue: exchange.method.uppercased()) else {
            throw .malformed("the method '\(exchange.method)' is not one of HTTP")
        }
        guard (100...599).contains(exchange.status) else {
            throw .malformed("the status \(exchange.status) is not one of HTTP")
        }
        guard own.hasPlausibleTimes else {
            throw .malformed("a time is beyond what Tapedeck writes: a century, or the year 9999")
        }
        let kept = redactor.redact(
            exchange.responseBody[...],
            as: .lengthClass,
            contentType: responseFields[.contentType]
        )
        let length = exchange.pieced[.response] ?? exchange.responseBody.count
        var chunks = own.chunks
        guard Chunk.areContiguous(chunks, covering: length) else {
            throw .malformed("the chunks do not cover the \(length) bytes of the body")
        }
        // Redaction may have changed the length, and then the old cuts hold no longer.
        if !Chunk.areContiguous(chunks, covering: streamedBytes[.response] ?? kept.count) {
            chunks = EventChunks.cut(kept, contentType: responseFields[.contentType])
        }
        streamedBytes = [:]
        let names = Set(requestFields.map(\.name.canonicalName))
        let request = RecordedRequest(
            method: method,
            path: redactor.redact(path: own.path, as: .lengthClass),
            query: own.query.map { redactor.redact(query: $0, as: .lengthClass) },
            headerFields: KeptHeaders.recorded(requestFields, matched: names, redactor: redactor),
            body: .bytes(
                redactor.redact(exchange.requestBody[...], as: .lengthClass, contentType: requestFields[.contentType])
            )
        )
        let response = RecordedResponse(
            status: exchange.status,
            headerFields: KeptHeaders.recorded(response: responseFields, to: method, redactor: redactor),
            body: .bytes(kept),
            chunks: chunks,
            timeToFirstByte: own.timeToFirstByte,
            duration: own.duration,
            outcome: own.outcome
        )
        return .interaction(
            Interaction(session: own.session, recordedAt: own.recordedAt, request: request, response: response),
            losses: sent.losses + received.losses
        )
    }

    /// Redacts a piece of a body of the exchange that comes next.
    /// - Returns: The bytes whose redaction is decided; the rest comes with the next piece, or at the end.
    mutating func redact(_ piece: BodyPiece) -> BodyPiece {
        let redactor = Redactor(rules: rules, secrets: secrets)
        let bytes = streams[piece.side, default: redactor.stream(as: .lengthClass)].push(piece.bytes[...])
        streamedBytes[piece.side, default: 0] += bytes.count
        return BodyPiece(side: piece.side, bytes: bytes)
    }

    /// Ends the bodies that come in pieces.
    /// - Returns: The pieces that were held back.
    mutating func finishPieces() -> [BodyPiece] {
        var rest: [BodyPiece] = []
        for side in BodyPiece.Side.allCases {
            guard let bytes = streams[side]?.finish() else { continue }
            streamedBytes[side, default: 0] += bytes.count
            if !bytes.isEmpty { rest.append(BodyPiece(side: side, bytes: bytes)) }
        }
        streams = [:]
        return rest
    }

    private func redactor(_ fields: HTTPFields, query: String?) -> Redactor {
        Redactor(rules: rules, request: Credentials.withoutPlaceholders(fields), query: query, secrets: secrets)
    }

    /// The chunks the source kept, when they still fit the body, else one behind every event.
    private func chunks(_ kept: [Chunk], of body: [UInt8], contentType: String?) -> [Chunk] {
        !kept.isEmpty && Chunk.areContiguous(kept, covering: body.count)
            ? kept : EventChunks.cut(body, contentType: contentType)
    }

    private mutating func decode(
        _ body: [UInt8],
        fields: HTTPFields,
        isDecoded: Bool,
        entryBytes: inout Int
    ) throws(SourceProblem) -> ContentCoding.Result {
        let inflater = Inflater(limit: limits.decodedBytes - entryBytes, ratio: limits.expansionRatio)
        let result = try ContentCoding.decode(
            body,
            codings: fields[.contentEncoding],
            contentType: fields[.contentType],
            isDecoded: isDecoded,
            inflater: inflater
        )
        if case .decoded(let bytes) = result {
            entryBytes += bytes.count
            decodedBytes += bytes.count
        }
        guard entryBytes <= limits.decodedBytes,
            (decodedBytes - limits.decodedBytes) / ImportLimits.fileRatio <= bytesRead
        else {
            throw .tooLarge("the bodies unfold to more than \(limits.decodedBytes) bytes", limit: "decodedBytes")
        }
        return result
    }
}
