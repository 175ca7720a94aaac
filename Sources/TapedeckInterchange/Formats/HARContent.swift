// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// The body of a message of an HTTP archive.
///
/// The standard keeps it decoded from its content coding, as text or in base64. Polly.JS writes a compressed body as it
/// came, as a JSON array of pieces inside of the text: in base64, or in hexadecimal up to version 5, where other binary
/// bodies are hexadecimal too. Playwright keeps bodies in files beside the archive.
struct HARContent {
    /// The bytes of the shortest gzip data; text with fewer digits is text.
    private static let leastGzip = 18

    private(set) var body = SourceBody()
    /// Whether the body is decoded from its content coding.
    private(set) var isDecoded = true

    /// Reads a `content` or a `postData`.
    /// - Throws: ``SourceProblem`` when the body is kept in a way that is not known, or its file is not there.
    init(_ content: SourceValue?, fields: [SourceExchange.Field], files: BodyFiles) throws(SourceProblem) {
        guard let content else { return }
        if let name = content["_file"]?.text {
            body.bytes = try files.bytes(of: name, in: .sourceFolder)
            return
        }
        guard let value = content["text"] else { return }
        guard let text = value.text else {
            body = try .parsed(value)
            return
        }
        let coding = fields.last { $0.name.lowercased() == "content-encoding" }?.value.lowercased() ?? ""
        let pieces = Self.pieces(of: text)
        switch (content["encoding"] ?? content["_encoding"])?.text?.lowercased() ?? "" {
        case "base64":
            body.bytes = try Self.bytes(pieces ?? [text])
            isDecoded = pieces == nil
        case "hex": body.bytes = try Self.hexadecimal(pieces ?? [text])
        case "", "utf-8", "utf8", "utf-16", "identity", "plain", "text":
            if content["_isBinary"]?.text == "true" {
                if let bytes = Hexadecimal.decode(pieces ?? [text]) {
                    body.bytes = bytes
                } else {
                    body.bytes = try Self.bytes(pieces ?? [text])
                }
                isDecoded = coding.isEmpty
            } else if let bytes = Hexadecimal.decode(pieces ?? [text]), pieces != nil || bytes.count >= Self.leastGzip,
                ContentCoding.hasMagic(bytes, of: coding)
            {
                body.bytes = bytes
                isDecoded = false
            } else {
                body.bytes = Array(text.utf8)
            }
        case let encoding: throw .malformed("the content is encoded as '\(encoding)', which is not known")
        }
    }

    private static func bytes(_ pieces: [String]) throws(SourceProblem) -> [UInt8] {
        var bytes: [UInt8] = []
        for piece in pieces {
            guard let decoded = Base64.decode(piece.utf8) else { throw .malformed("the content is not base64") }
            bytes += decoded
        }
        return bytes
    }

    private static func hexadecimal(_ pieces: [String]) throws(SourceProblem) -> [UInt8] {
        guard let bytes = Hexadecimal.decode(pieces) else { throw .malformed("the content is not hexadecimal") }
        return bytes
    }

    /// The strings of a JSON array; `nil` when the text is none.
    private static func pieces(of text: String) -> [String]? {
        guard text.utf8.first == UInt8(ascii: "["), let json = try? JSONValue(parsing: Array(text.utf8)),
            let elements = json.elements, !elements.isEmpty
        else { return nil }
        let pieces = elements.compactMap(\.string)
        return pieces.count == elements.count ? pieces : nil
    }
}
