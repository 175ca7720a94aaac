// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore

/// Writes cassettes in YAML, as VCR for Ruby and vcrpy lay them out.
struct YAMLWriter: ExportWriter {
    private let layout: YAMLLayout
    private let tool: String
    private let origin: ServiceOrigin
    private let read: CassetteText.BodyReading

    init(_ layout: YAMLLayout, header: CassetteMetadata, read: @escaping CassetteText.BodyReading) {
        self.layout = layout
        self.tool = header.tool
        self.origin = ServiceOrigin(upstream: header.upstream)
        self.read = read
    }

    func begin(to write: CassetteExporter.Writing) throws {
        try write(Array(layout.start.utf8))
    }

    func end(isEmpty: Bool, to write: CassetteExporter.Writing) throws {
        try write(Array(((isEmpty ? "\(layout.list): []\n" : "") + layout.end(tool)).utf8))
    }

    func add(_ interaction: Interaction, isFirst: Bool, to write: CassetteExporter.Writing) throws {
        let (request, response) = (interaction.request, interaction.response)
        func text(_ text: String) throws { try write(Array(text.utf8)) }
        if isFirst { try text("\(layout.list):\n") }
        try text("- request:\n")
        for member in layout.request {
            switch member {
            case .method: try text("    method: \(YAMLText.string(layout.spelling(of: request.method)))\n")
            case .uri: try text("    uri: \(YAMLText.string(origin.url(of: request)))\n")
            case .headers: try text("    headers:\(YAMLFields.block(request.headerFields, indent: 6))")
            case .body: try append(request.body, layout.requestBody, to: write)
            }
        }
        try text("  response:\n")
        for member in layout.response {
            switch member {
            case .status:
                let reason = HTTPResponse.Status(code: response.status).reasonPhrase
                try text("    status:\n      code: \(response.status)\n      message: \(YAMLText.string(reason))\n")
            case .headers: try text("    headers:\(YAMLFields.block(response.headerFields, indent: 6))")
            case .body: try append(response.body, layout.responseBody, to: write)
            }
        }
        if layout.hasTime {
            try text("  recorded_at: \(YAMLText.string(Timestamp(microseconds: interaction.recordedAt).http))\n")
        }
        try text("  \(OwnDetails.name): \(YAMLText.flow(OwnDetails(interaction).json(keepingFieldsOf: interaction)))\n")
    }

    private func append(
        _ body: RecordedBody,
        _ spelling: YAMLLayout.BodySpelling,
        to write: CassetteExporter.Writing
    ) throws {
        try write(Array("    body:".utf8))
        if let empty = spelling.empty, body.length == 0 { return try write(Array("\(empty)\n".utf8)) }
        if try body.isYAMLText(reading: read) {
            try write(Array("\(spelling.text)\"".utf8))
            try body.forEachTextPiece(reading: read) { try write(YAMLText.escaped($0)) }
        } else {
            try write(Array("\(spelling.base64)\"".utf8))
            try body.forEachBase64Piece(reading: read) { try write(Array($0.utf8)) }
        }
        try write(Array("\"\n".utf8))
    }
}
