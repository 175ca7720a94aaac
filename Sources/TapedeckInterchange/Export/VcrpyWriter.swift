// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore

/// Writes cassettes of vcrpy.
struct VcrpyWriter: ExportWriter {
    private let origin: ServiceOrigin
    private let read: CassetteText.BodyReading

    init(header: CassetteMetadata, read: @escaping CassetteText.BodyReading) {
        self.origin = ServiceOrigin(upstream: header.upstream)
        self.read = read
    }

    func begin(to write: CassetteExporter.Writing) throws {}

    func end(isEmpty: Bool, to write: CassetteExporter.Writing) throws {
        try write(Array((isEmpty ? "interactions: []\nversion: 1\n" : "version: 1\n").utf8))
    }

    func add(_ interaction: Interaction, isFirst: Bool, to write: CassetteExporter.Writing) throws {
        let (request, response) = (interaction.request, interaction.response)
        func text(_ text: String) throws { try write(Array(text.utf8)) }
        if isFirst { try text("interactions:\n") }
        try text("- request:\n    body: ")
        // vcrpy tells no body from an empty one.
        if request.body.length > 0 { try append(request.body, to: write) } else { try text("null") }
        try text("\n    headers:\(YAMLFields.block(request.headerFields, indent: 6))")
        try text("    method: \(YAMLText.string(request.method.rawValue))\n")
        try text("    uri: \(YAMLText.string(origin.url(of: request)))\n")
        try text("  response:\n    body:\n      string: ")
        try append(response.body, to: write)
        try text("\n    headers:\(YAMLFields.block(response.headerFields, indent: 6))")
        try text("    status:\n      code: \(response.status)\n")
        try text("      message: \(YAMLText.string(HTTPResponse.Status(code: response.status).reasonPhrase))\n")
        try text("  \(OwnDetails.name): \(YAMLText.flow(OwnDetails(interaction).json(keepingFieldsOf: interaction)))\n")
    }

    private func append(_ body: RecordedBody, to write: CassetteExporter.Writing) throws {
        guard try body.isYAMLText(reading: read) else {
            try write(Array("!!binary \"".utf8))
            try body.forEachBase64Piece(reading: read) { try write(Array($0.utf8)) }
            return try write([UInt8(ascii: "\"")])
        }
        try write([UInt8(ascii: "\"")])
        try body.forEachTextPiece(reading: read) { try write(YAMLText.escaped($0)) }
        try write([UInt8(ascii: "\"")])
    }
}
