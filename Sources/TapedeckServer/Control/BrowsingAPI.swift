// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore

/// What the control API shows of the cassette of a session: lists, searches, interactions and their bodies.
struct BrowsingAPI {
    /// Maximum number of interactions of a list.
    static let pageLimit = 200
    /// Maximum number of sessions of a list.
    static let labelLimit = 1000
    /// The numbers of interactions of which a list or search takes those that follow.
    static let numbers: ClosedRange<Int64> = 0...(.max - 1)
    /// The numbers of interactions that a list may have at most.
    static let listLimits: ClosedRange<Int64> = 1...Int64(pageLimit)
    /// The places where a part of a body may begin.
    static let offsets: ClosedRange<Int64> = 0...(1 << 40)
    /// The lengths of a part of a body, in bytes.
    static let sliceLengths: ClosedRange<Int64> = 1...(4 << 20)
    /// The code of an error in a query.
    static let invalidQueryCode = "invalid_query"
    /// The code for an interaction that is not in the cassette.
    static let unknownInteractionCode = "interaction_not_found"
    /// How long one call searches.
    private static let searchTime = Duration.milliseconds(120)

    let session: Session

    /// Answers a request about the cassette.
    /// - Parameters:
    ///   - route: One of the routes of a cassette.
    ///   - id: The number of an interaction, as it came, where the route has one.
    ///   - query: The query.
    /// - Returns: The response; `nil` when the route is none of a cassette.
    /// - Throws: ``QueryError``, and `CassetteError` when the cassette is damaged.
    func respond(to route: ControlRoute, id: Substring? = nil, query: String?) throws -> ServedResponse? {
        switch route {
        case .labels: return try labels()
        case .search: return try search(query)
        case .interactions: return try list(query)
        case .interaction, .requestBody, .responseBody:
            guard let stored = try interaction(id.flatMap { InteractionID($0) } ?? 0) else {
                return ErrorEnvelope.invalidRequest(
                    .notFound,
                    code: Self.unknownInteractionCode,
                    "The cassette \(session.store.name) has no interaction '\(id?.prefix(100) ?? "")'."
                ).response
            }
            return route == .interaction
                ? ServedResponse.compact(stored.json(from: session.store))
                : try body(stored, isRequest: route == .requestBody, query)
        default: return nil
        }
    }

    private var store: (any BrowsableStore)? { session.store as? any BrowsableStore }

    // MARK: - Lists

    private func labels() throws -> ServedResponse {
        let labels = try store?.sessionLabels(limit: Self.labelLimit) ?? []
        return .compact([
            "labels": .array(labels.map { ["label": .string($0.label), "count": .integer($0.count)] })
        ])
    }

    private func list(_ query: String?) throws -> ServedResponse {
        let fields = try QueryFields(query, allowing: ["ids", "after", "limit"])
        let limit = Int(try fields.number("limit", in: Self.listLimits, otherwise: Int64(Self.pageLimit)))
        let after = try fields.number("after", in: Self.numbers, otherwise: 0)
        let ranges = try fields.ranges("ids", limit: Self.pageLimit) ?? [after + 1...InteractionID.max]
        let outlines = try store?.outlines(of: ranges, limit: limit) ?? []
        return .compact(["interactions": .array(outlines.map(\.json))])
    }

    private func search(_ query: String?) throws -> ServedResponse {
        let fields = try QueryFields(query, allowing: ["q", "label", "status", "path", "after"])
        var search = InteractionSearch()
        search.words = (fields.text("q") ?? "").split(whereSeparator: \.isWhitespace).map(String.init)
        search.label = fields.text("label")
        search.path = fields.text("path") ?? ""
        search.statuses = try fields.ranges("status", limit: 1)?.first.map { ClosedRange(clamping: $0) }
        let after = try fields.number("after", in: Self.numbers, otherwise: 0)
        let found = try store?.find(search, after: after, for: Self.searchTime) ?? FoundInteractions()
        return .compact([
            "count": .integer(found.count),
            "ranges": .array(found.ranges.map { [.integer($0.lowerBound), .integer($0.upperBound)] }),
            "next": found.next.map { .integer($0) } ?? .null,
            "last": .integer(try session.store.lastID()),
        ])
    }

    // MARK: - One interaction

    private func interaction(_ id: InteractionID) throws -> StoredInteraction? {
        guard id > 0 else { return nil }
        let found = try session.store.interactions(after: id - 1, limit: 1).first
        return found?.id == id ? found : nil
    }

    // MARK: - Bodies

    /// A part of a body with its content codings undone.
    private func body(_ stored: StoredInteraction, isRequest: Bool, _ query: String?) throws -> ServedResponse {
        let fields = try QueryFields(query, allowing: ["from", "length"])
        let from = Int(try fields.number("from", in: Self.offsets, otherwise: 0))
        let length = Int(try fields.number("length", in: Self.sliceLengths, otherwise: 1 << 20))
        let (request, response) = (stored.interaction.request, stored.interaction.response)
        let (body, headers) = isRequest ? (request.body, request.headerFields) : (response.body, response.headerFields)
        var head: HTTPFields = [
            .contentType: Self.shownType(headers[.contentType]), .contentTypeOptions: "nosniff",
            // Should a browser show it by itself, nothing in it runs.
            .contentSecurityPolicy: "default-src 'none'; sandbox; frame-ancestors 'none'",
            .resourcePolicy: "same-origin", .cacheControl: "no-store", .contentDisposition: "attachment",
        ]
        let part: (bytes: ArraySlice<UInt8>, total: Int)
        do {
            part = try ShownBody(body, codings: headers[.contentEncoding], from: session.store)
                .part(from: from, length: length)
        } catch let error as ContentCodingError {
            return ErrorEnvelope.invalidRequest(
                .unprocessableContent,
                code: "cannot_be_decoded",
                "The body cannot be shown: \(error)."
            ).response
        }
        head[.tapedeckLength] = String(part.total)
        return ServedResponse(fields: head, body: Body(part.bytes))
    }

    /// The content type under which a body is shown: that of pictures and sounds, which hold no script.
    private static func shownType(_ type: String?) -> String {
        let type = FieldParameters(type ?? "").value
        let isShown =
            ["image/png", "image/jpeg", "image/gif", "image/webp"].contains(type)
            || (type.hasPrefix("audio/") && type.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F })
        return isShown ? type : "application/octet-stream"
    }
}

extension HTTPField.Name {
    fileprivate static let tapedeckLength = known("tapedeck-length")
}

extension ServedResponse {
    /// A document of the control API on one line.
    static func compact(_ document: JSONValue) -> ServedResponse {
        ServedResponse(
            fields: [
                .contentType: "application/json", .contentTypeOptions: "nosniff", .cacheControl: "no-store",
                .resourcePolicy: "same-origin",
            ],
            body: Body(Array((document.text() + "\n").utf8))
        )
    }
}

extension ClosedRange<Int> {
    /// A range of numbers, as far as they fit.
    fileprivate init(clamping range: ClosedRange<Int64>) {
        self = Int(clamping: range.lowerBound)...Int(clamping: range.upperBound)
    }
}
