// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore

/// Writes HTTP archives, one entry on a line.
struct HARWriter: ExportWriter {
    private let header: CassetteMetadata
    private let origin: ServiceOrigin
    private let read: CassetteText.BodyReading

    init(header: CassetteMetadata, read: @escaping CassetteText.BodyReading) {
        self.header = header
        self.origin = ServiceOrigin(upstream: header.upstream)
        self.read = read
    }

    func begin(to write: CassetteExporter.Writing) throws {
        let words = header.tool.split(separator: " ", maxSplits: 1).map(String.init)
        let creator: JSONValue = [
            "name": .string(words.first ?? "tapedeck"), "version": .string(words.count > 1 ? words[1] : ""),
        ]
        try write(Array("{\"log\":{\"version\":\"1.2\",\"creator\":\(creator.text()),\"pages\":[],\"entries\":[".utf8))
    }

    func end(isEmpty: Bool, to write: CassetteExporter.Writing) throws {
        try write(Array("\n]}}\n".utf8))
    }

    func add(_ interaction: Interaction, isFirst: Bool, to write: CassetteExporter.Writing) throws {
        let (request, response) = (interaction.request, interaction.response)
        func text(_ text: String) throws { try write(Array(text.utf8)) }
        try text(isFirst ? "\n" : ",\n")
        let wait = Double(response.timeToFirstByte) / 1000
        let receive = Double(max(0, response.duration - response.timeToFirstByte)) / 1000
        try text("{\"startedDateTime\":\"\(Timestamp(microseconds: interaction.recordedAt).iso8601)\"")
        try text(",\"time\":\(Self.spelling(Double(response.duration) / 1000)),\"request\":")
        try append(request, to: text)
        try text(",\"response\":")
        try append(response, to: text)
        try text(",\"cache\":{},\"timings\":{\"send\":0,\"wait\":\(Self.spelling(wait))")
        try text(",\"receive\":\(Self.spelling(receive))}")
        try text(",\"\(OwnDetails.name)\":\(OwnDetails(interaction).json.text())}")
    }

    private func append(_ request: RecordedRequest, to text: (String) throws -> Void) throws {
        let query = QueryItem.list(request.query ?? "").map { item -> JSONValue in
            ["name": .string(item.name), "value": .string(item.value)]
        }
        var members: [JSONMember] = []
        members.add("method", .string(request.method.rawValue))
        members.add("url", .string(origin.url(of: request)))
        members.add("httpVersion", "HTTP/1.1")
        members.add("cookies", [])
        members.add("headers", Self.headers(request.headerFields))
        members.add("queryString", .array(query))
        members.add("headersSize", -1)
        members.add("bodySize", .integer(request.body.length))
        try text(String(JSONValue.object(members).text().dropLast()))
        if request.body.length > 0 {
            let type = JSONValue.string(request.headerFields[.contentType] ?? "application/octet-stream").text()
            try text(",\"postData\":{\"mimeType\":\(type)")
            // The format has no place for binary request bodies, so the member that marks one is not one of its own.
            try append(request.body, mark: "_encoding", to: text)
            try text("}")
        }
        try text("}")
    }

    private func append(_ response: RecordedResponse, to text: (String) throws -> Void) throws {
        var members: [JSONMember] = []
        members.add("status", .integer(response.status))
        members.add("statusText", .string(HTTPResponse.Status(code: response.status).reasonPhrase))
        members.add("httpVersion", "HTTP/1.1")
        members.add("cookies", [])
        members.add("headers", Self.headers(response.headerFields))
        members.add("redirectURL", .string(response.headerFields[.location] ?? ""))
        members.add("headersSize", -1)
        members.add("bodySize", .integer(response.body.length))
        try text(String(JSONValue.object(members).text().dropLast()))
        let type = JSONValue.string(response.headerFields[.contentType] ?? "application/octet-stream").text()
        try text(",\"content\":{\"size\":\(response.body.length),\"mimeType\":\(type)")
        try append(response.body, mark: "encoding", to: text)
        try text("}}")
    }

    /// Writes the members of a body, in pieces.
    private func append(_ body: RecordedBody, mark: String, to text: (String) throws -> Void) throws {
        guard try body.isText(reading: read) else {
            try text(",\"\(mark)\":\"base64\",\"text\":\"")
            try body.forEachBase64Piece(reading: read, text)
            return try text("\"")
        }
        try text(",\"text\":\"")
        try body.forEachTextPiece(reading: read) { piece in
            let quoted = JSONValue.string(String(decoding: piece, as: UTF8.self)).text()
            try text(String(quoted.utf8.dropFirst().dropLast()) ?? "")
        }
        try text("\"")
    }

    private static func headers(_ fields: HTTPFields) -> JSONValue {
        .array(fields.map { ["name": .string($0.name.rawName), "value": .string($0.value)] })
    }

    private static func spelling(_ milliseconds: Double) -> String {
        let text = milliseconds.description
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
}
