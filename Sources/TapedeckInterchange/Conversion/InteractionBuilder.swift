// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore

/// Turns the exchanges of one file into interactions: decoded, redacted, streams cut into chunks.
struct InteractionBuilder {
    /// What became of an exchange.
    enum Result {
        case interaction(Interaction)
        /// It cannot be carried over, for a reason.
        case omitted(String)
    }

    let patterns: LinePatterns
    let secrets: [String]
    let limits: ImportLimits
    /// The bytes of the bodies so far.
    private var decodedBytes = 0

    init(patterns: LinePatterns, secrets: [String], limits: ImportLimits) {
        self.patterns = patterns
        self.secrets = secrets
        self.limits = limits
    }

    /// Builds an interaction.
    /// - Throws: ``SourceProblem`` when a body is damaged or beyond a limit.
    mutating func build(_ exchange: SourceExchange) throws(SourceProblem) -> Result {
        let url: ServiceURL
        do throws(ServiceURL.Refusal) {
            url = try ServiceURL(exchange.url)
        } catch {
            return .omitted(error.reason)
        }
        let requestFields = Self.fields(exchange.requestFields)
        guard HTTPField.Name("anthropic-version").map({ requestFields[$0] == nil }) ?? true else {
            return .omitted("the request is one of another API (it has the field anthropic-version)")
        }
        guard let method = HTTPRequest.Method(rawValue: exchange.method.uppercased()) else {
            return .omitted("the method is not one of HTTP")
        }
        guard (200...599).contains(exchange.status) else {
            return .omitted("no final response was recorded (status \(exchange.status))")
        }
        let responseFields = Self.fields(exchange.responseFields)
        let bodies = (
            request: try decode(exchange.requestBody, fields: requestFields),
            response: try decode(exchange.responseBody, fields: responseFields)
        )
        switch bodies {
        case (.unsupported(let coding), _): return .omitted("the request body is encoded as '\(coding)'")
        case (_, .unsupported(let coding)): return .omitted("the response body is encoded as '\(coding)'")
        case (.decoded(let requestBody), .decoded(let responseBody)):
            let redactor = Redactor(
                patterns: patterns,
                request: Credentials.withoutPlaceholders(requestFields),
                secrets: secrets
            )
            let request = RecordedRequest(
                method: method,
                path: redactor.redact(url.path, as: .lengthClass),
                query: url.query.map { redactor.redact($0, as: .lengthClass) },
                headerFields: HeaderPolicy.recorded(requestFields, redactor: redactor),
                body: .bytes(redactor.redact(requestBody[...], as: .lengthClass))
            )
            let kept = redactor.redact(responseBody[...], as: .lengthClass)
            let response = RecordedResponse(
                status: exchange.status,
                headerFields: HeaderPolicy.recorded(response: responseFields, to: method, redactor: redactor),
                body: .bytes(kept),
                chunks: EventChunks.cut(kept, contentType: responseFields[.contentType]),
                timeToFirstByte: min(exchange.timeToFirstByte, exchange.duration),
                duration: exchange.duration
            )
            let recordedAt = exchange.recordedAt ?? responseFields[.date].flatMap(Timestamp.init)?.microseconds ?? 0
            return .interaction(Interaction(recordedAt: recordedAt, request: request, response: response))
        }
    }

    private mutating func decode(_ body: [UInt8], fields: HTTPFields) throws(SourceProblem) -> ContentCoding.Result {
        let inflater = Inflater(limit: limits.decodedBytes - decodedBytes, ratio: limits.expansionRatio)
        let result = try ContentCoding.decode(
            body,
            codings: fields[.contentEncoding],
            contentType: fields[.contentType],
            inflater: inflater
        )
        if case .decoded(let bytes) = result { decodedBytes += bytes.count }
        guard decodedBytes <= limits.decodedBytes else {
            throw .tooLarge("the bodies unfold to more than \(limits.decodedBytes) bytes", limit: "decodedBytes")
        }
        return result
    }

    /// The fields that have valid names; pseudo-fields such as `:authority` are none.
    private static func fields(_ source: [SourceExchange.Field]) -> HTTPFields {
        HTTPFields(
            source.compactMap { field in HTTPField.Name(field.name).map { HTTPField(name: $0, value: field.value) } }
        )
    }
}
