// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// Undoes content codings (RFC 9110, section 8.4) of bodies, of which many are decoded already.
///
/// Most tools store decoded bodies and keep the `content-encoding` field that is no longer true, so the first bytes of
/// the body decide, and not the field.
struct ContentCoding {
    /// The result of decoding a body.
    enum Result: Hashable {
        case decoded([UInt8])
        /// The coding is one that cannot be undone here.
        case unsupported(coding: String)
    }

    static let gzipMagic: [UInt8] = [0x1F, 0x8B]
    static let zstdMagic: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD]

    /// Undoes one coding after the other, the last applied first.
    /// - Parameters:
    ///   - body: The body as it is stored.
    ///   - codings: The value of `content-encoding`; `nil` when there is no such field.
    ///   - contentType: The value of `content-type`.
    ///   - isDecoded: Whether the source says that it keeps bodies decoded.
    ///   - inflater: The bounds of decompression.
    /// - Returns: The decoded body, or the coding that stands in the way.
    /// - Throws: ``SourceProblem`` when compressed data is damaged or beyond the bounds.
    static func decode(
        _ body: [UInt8],
        codings: String?,
        contentType: String?,
        isDecoded: Bool,
        inflater: Inflater
    ) throws(SourceProblem) -> Result {
        let isText = contentType.map(isText) ?? true
        var names = (codings ?? "").split(separator: ",").map { $0.filter { $0 != " " && $0 != "\t" }.lowercased() }
        // A filter may have taken the field away and left the body as it was.
        if names.isEmpty, isText, body.starts(with: gzipMagic) { names = ["gzip"] }
        var body = body
        for name in names.reversed() where !body.isEmpty {
            switch name {
            case "", "identity": continue
            case "gzip", "x-gzip":
                if body.starts(with: gzipMagic) { body = try inflater.inflate(body, .gzip) }
            case "deflate":
                if ContentDecoder.isZlib(body[...]) || !isDecoded || isText {
                    body = try inflate(body, inflater: inflater)
                }
            case "zstd":
                if body.starts(with: zstdMagic) { return .unsupported(coding: name) }
            default:
                // Brotli and the like have no first bytes of their own; what reads as text is not compressed.
                let isPlain = isText ? String(validating: body, as: UTF8.self) != nil : isDecoded || readsAsText(body)
                guard isPlain else { return .unsupported(coding: name) }
            }
        }
        return .decoded(body)
    }

    /// Whether a body begins as the data of a coding does.
    static func hasMagic(_ body: [UInt8], of coding: String) -> Bool {
        switch coding {
        case "gzip", "x-gzip": body.starts(with: gzipMagic)
        case "zstd": body.starts(with: zstdMagic)
        case "deflate": ContentDecoder.isZlib(body[...])
        default: coding == "br" && String(validating: body, as: UTF8.self) == nil
        }
    }

    /// Whether a body is UTF-8 without control characters but white space.
    private static func readsAsText(_ body: [UInt8]) -> Bool {
        body.allSatisfy { $0 >= 0x20 && $0 != 0x7F || Array("\t\n\r".utf8).contains($0) }
            && String(validating: body, as: UTF8.self) != nil
    }

    /// Whether a content type is text: what a tool would not have stored as compressed bytes.
    static func isText(_ contentType: String) -> Bool {
        let type = contentType.prefix { $0 != ";" }.lowercased()
        return type.hasPrefix("text/") || type.hasSuffix("json") || type.hasSuffix("+xml")
            || type == "application/xml" || type == "application/x-www-form-urlencoded" || type == "application/jsonl"
    }

    /// `deflate` is a zlib stream (RFC 9110, section 8.4.1.2), though some servers send it without the wrapper.
    private static func inflate(_ body: [UInt8], inflater: Inflater) throws(SourceProblem) -> [UInt8] {
        do throws(SourceProblem) {
            if ContentDecoder.isZlib(body[...]) { return try inflater.inflate(body, .zlib) }
            guard !readsAsText(body) else { return body }
            return try inflater.inflate(body, .raw)
        } catch {
            // Text may begin as a zlib stream does.
            guard error.code == .damagedBody, String(validating: body, as: UTF8.self) != nil else { throw error }
            return body
        }
    }
}
