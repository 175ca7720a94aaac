// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore

/// What the control API shows of the cassette of a session: lists, searches, interactions and their bodies.
struct BrowsingAPI {
    /// Maximum number of interactions of a list.
    static let pageLimit = 200
    /// Maximum number of bytes of a body in one response.
    private static let sliceLimit = 4 << 20
    /// How long one call searches.
    private static let searchTime = Duration.milliseconds(120)

    let session: Session

    /// Answers a request about the cassette.
    /// - Parameters:
    ///   - path: The parts of the path behind the session's name, such as `interactions`, `7`, `response`.
    ///   - query: The query.
    /// - Returns: The response; `nil` when there is nothing at this path.
    /// - Throws: ``QueryError``, and `CassetteError` when the cassette is damaged.
    func respond(to path: ArraySlice<Substring>, query: String?) throws -> ServedResponse? {
        let path = Array(path)
        switch (path.first, path.count) {
        case ("labels", 1): return try labels()
        case ("search", 1): return try search(query)
        case ("interactions", 1): return try list(query)
        case ("interactions", 2...3):
            guard let id = InteractionID(path[1]), let stored = try interaction(id) else { return nil }
            if path.count == 2 { return ServedResponse.compact(stored.json(from: session.store)) }
            switch path[2] {
            case "request": return try body(stored, isRequest: true, query)
            case "response": return try body(stored, isRequest: false, query)
            default: return nil
            }
        default: return nil
        }
    }

    private var store: (any BrowsableStore)? { session.store as? any BrowsableStore }

    // MARK: - Lists

    private func labels() throws -> ServedResponse {
        let labels = try store?.sessionLabels(limit: 1000) ?? []
        return .compact([
            "labels": .array(labels.map { ["label": .string($0.label), "count": .integer($0.count)] })
        ])
    }

    private func list(_ query: String?) throws -> ServedResponse {
        let fields = try QueryFields(query, allowing: ["ids", "after", "limit"])
        let limit = Int(try fields.number("limit", in: 1...Int64(Self.pageLimit), otherwise: Int64(Self.pageLimit)))
        let after = try fields.number("after", in: 0...(.max - 1), otherwise: 0)
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
        let after = try fields.number("after", in: 0...(.max - 1), otherwise: 0)
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
        let from = Int(try fields.number("from", in: 0...(1 << 40), otherwise: 0))
        let length = Int(try fields.number("length", in: 1...Int64(Self.sliceLimit), otherwise: 1 << 20))
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
