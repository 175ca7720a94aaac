// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore

/// Finds the secrets in a cassette that ``CassetteRedaction`` would remove.
struct SecretFinder {
    private let redactor: InteractionRedactor

    /// Creates a finder for a cassette, by its own rules and what is always redacted.
    init(
        _ metadata: CassetteMetadata,
        secrets: [String],
        read: @escaping (BodyReference, Range<Int>) throws -> [UInt8]
    ) throws {
        let rules = RedactionRules(patterns: [], paths: metadata.redactionRules.paths)
        redactor = InteractionRedactor(
            redactor: TextRedactor(
                patterns: try metadata.redactionRules.patterns.map { try RedactionPattern($0) },
                redactor: Redactor(rules: try CompiledRedaction(rules), secrets: secrets)
            ),
            matchedHeaders: metadata.matchingRules.matchedHeaders,
            read: read
        )
    }

    /// The secrets found in the metadata of a cassette.
    func findings(in metadata: CassetteMetadata) -> [Finding] {
        [("the note", metadata.note), ("the upstream", metadata.upstream ?? "")].compactMap { place, text in
            var counts = RedactionCounts()
            _ = redactor.redactor.redact(text, counts: &counts)
            return Finding(place: place, counts)
        }
    }

    /// The secrets found in an interaction.
    func findings(in interaction: Interaction) throws -> [Finding] {
        try InteractionRedactor.Place.allCases.flatMap { place -> [Finding] in
            var counts = RedactionCounts()
            let names = try redactor.redact(place, of: interaction, counts: &counts)
            let places = names.isEmpty ? ["the \(place)"] : names.map { "the \(place) \($0)" }
            return places.compactMap { Finding(place: $0, counts) }
        }
    }
}

/// A place that holds something which is to be redacted.
struct Finding {
    /// The place, such as `the request body`.
    let place: String
    /// The finding, without the secret.
    let reason: String

    /// A finding, when anything was counted.
    fileprivate init?(place: String, _ counts: RedactionCounts) {
        guard counts.total > 0 else { return nil }
        self.place = place
        reason =
            if counts.keys + counts.named > 0 {
                "something that looks like an API key"
            } else if counts.fields > 0 {
                "a header field that cassettes do not keep"
            } else {
                "something that a rule of the cassette matches"
            }
    }
}

extension InteractionRedactor {
    /// The parts of an interaction.
    enum Place: CaseIterable, CustomStringConvertible {
        case session, requestLine, requestFields, responseFields, requestBody, responseBody

        var description: String {
            switch self {
            case .session: "name of its session"
            case .requestLine: "request line"
            case .requestFields, .responseFields: "header field"
            case .requestBody: "request body"
            case .responseBody: "response body"
            }
        }
    }

    /// Counts what would be replaced in a part of an interaction.
    /// - Returns: The names of the header fields in which something would be.
    fileprivate func redact(
        _ place: Place,
        of interaction: Interaction,
        counts: inout RedactionCounts
    ) throws -> [String] {
        let request = interaction.request
        let response = interaction.response
        switch place {
        case .session: _ = redactor.redact(interaction.session, counts: &counts)
        case .requestLine:
            _ = redactor.redact(path: request.path, counts: &counts)
            _ = request.query.map { redactor.redact(query: $0, counts: &counts) }
        case .requestFields:
            let kept = keptFields(of: request)
            return request.headerFields.filter { redactsField($0, kept: kept, counts: &counts) }.map(\.name.rawName)
        case .responseFields:
            let kept = keptFields(of: response, to: request.method)
            return response.headerFields.filter { redactsField($0, kept: kept, counts: &counts) }.map(\.name.rawName)
        case .requestBody:
            try count(request.body, request.headerFields, &counts)
        case .responseBody:
            try count(response.body, response.headerFields, &counts)
        }
        return []
    }

    private func redactsField(_ field: HTTPField, kept: HTTPFields, counts: inout RedactionCounts) -> Bool {
        let before = counts.total
        if !kept[values: field.name].contains(field.value) { counts.fields += 1 }
        _ = redactor.redact(field.value, counts: &counts)
        return counts.total > before
    }

    private func count(_ body: RecordedBody, _ fields: HTTPFields, _ counts: inout RedactionCounts) throws {
        guard body.length > 0 else { return }
        _ = try BodyRedactor(redactor: redactor, read: read).redact(
            body,
            BodyRedactor.Kind(contentType: fields[.contentType]),
            ends: [],
            counts: &counts
        ) { _ in }
    }
}
