// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore

/// Writes cassettes of VCR for Ruby.
struct VCRWriter: ExportWriter {
    private let header: CassetteMetadata
    private let origin: ServiceOrigin
    private let read: CassetteText.BodyReading

    init(header: CassetteMetadata, read: @escaping CassetteText.BodyReading) {
        self.header = header
        self.origin = ServiceOrigin(upstream: header.upstream)
        self.read = read
    }

    func begin(to write: CassetteExporter.Writing) throws {
        try write(Array("---\n".utf8))
    }

    func end(isEmpty: Bool, to write: CassetteExporter.Writing) throws {
        if isEmpty { try write(Array("http_interactions: []\n".utf8)) }
        try write(Array("recorded_with: \(YAMLText.string(header.tool))\n".utf8))
    }

    func add(_ interaction: Interaction, isFirst: Bool, to write: CassetteExporter.Writing) throws {
        let (request, response) = (interaction.request, interaction.response)
        func text(_ text: String) throws { try write(Array(text.utf8)) }
        if isFirst { try text("http_interactions:\n") }
        try text("- request:\n    method: \(YAMLText.string(request.method.rawValue.lowercased()))\n")
        try text("    uri: \(YAMLText.string(origin.url(of: request)))\n    body:\n")
        try append(request.body, to: write)
        try text("    headers:\(YAMLFields.block(request.headerFields, indent: 6))")
        try text("  response:\n    status:\n      code: \(response.status)\n")
        try text("      message: \(YAMLText.string(HTTPResponse.Status(code: response.status).reasonPhrase))\n")
        try text("    headers:\(YAMLFields.block(response.headerFields, indent: 6))    body:\n")
        try append(response.body, to: write)
        try text("  recorded_at: \(YAMLText.string(Timestamp(microseconds: interaction.recordedAt).http))\n")
        try text("  \(OwnDetails.name): \(YAMLText.flow(OwnDetails(interaction).json(keepingFieldsOf: interaction)))\n")
    }

    private func append(_ body: RecordedBody, to write: CassetteExporter.Writing) throws {
        guard try body.isYAMLText(reading: read) else {
            try write(Array("      encoding: \"ASCII-8BIT\"\n      base64_string: \"".utf8))
            try body.forEachBase64Piece(reading: read) { try write(Array($0.utf8)) }
            return try write(Array("\"\n".utf8))
        }
        try write(Array("      encoding: \"UTF-8\"\n      string: \"".utf8))
        try body.forEachTextPiece(reading: read) { try write(YAMLText.escaped($0)) }
        try write(Array("\"\n".utf8))
    }
}
