// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// The session records of the Azure SDKs' test proxy.
///
/// A JSON body is embedded as parsed JSON, other text as a string or a list of its lines, anything else as base64. A
/// multipart body is a list whose binary parts begin with `b64:`, or `null` where the proxy did not keep it.
enum AzureTestProxyDialect {
    /// What the format itself loses.
    static let parsedJSONLoss =
        "JSON bodies are kept parsed by this format; they are written without white space, which is lost"
    private static let binaryMark = "b64:"

    static func hasParsedJSON(_ entry: SourceValue) -> Bool {
        entry["RequestBody"]?.members != nil || entry["ResponseBody"]?.members != nil
    }

    static func exchange(_ entry: SourceValue) throws(SourceProblem) -> SourceExchange {
        var exchange = SourceExchange(
            method: try entry.requiredText("RequestMethod", in: "the entry"),
            url: try entry.requiredText("RequestUri", in: "the entry"),
            requestFields: entry["RequestHeaders"]?.fields ?? [],
            status: try entry.requiredInteger("StatusCode", in: "the entry"),
            responseFields: entry["ResponseHeaders"]?.fields ?? []
        )
        exchange.requestBody = try body(entry["RequestBody"], fields: exchange.requestFields)
        exchange.responseBody = try body(entry["ResponseBody"], fields: exchange.responseFields)
        let length = exchange.requestFields.first { $0.name.lowercased() == "content-length" }.flatMap { Int($0.value) }
        if exchange.requestBody.isEmpty, let length, length > 0 {
            exchange.losses.append("the source did not keep the \(length) bytes of the request body")
        }
        return exchange
    }

    private static func body(
        _ value: SourceValue?,
        fields: [SourceExchange.Field]
    ) throws(SourceProblem) -> [UInt8] {
        let contentType = fields.first { $0.name.lowercased() == "content-type" }?.value
        switch value {
        case nil, .scalar(.null): return []
        case .list(let pieces) where pieces.allSatisfy { $0.text != nil }:
            let isMultipart = contentType?.lowercased().hasPrefix("multipart/") ?? false
            var bytes: [UInt8] = []
            for piece in pieces { bytes += try self.bytes(of: piece, isMultipart: isMultipart) }
            return bytes
        case .scalar(.string(let text)):
            // Without a content type, or with a text one, the string is the body itself.
            guard let contentType, !ContentCoding.isText(contentType), let bytes = Base64.decode(text.utf8) else {
                return Array(text.utf8)
            }
            return bytes
        case .some(let json): return Array(json.json.text().utf8)
        }
    }

    private static func bytes(of piece: SourceValue, isMultipart: Bool) throws(SourceProblem) -> [UInt8] {
        let text = piece.text ?? ""
        guard isMultipart, text.hasPrefix(binaryMark) else { return Array(text.utf8) }
        guard let bytes = Base64.decode(text.utf8.dropFirst(binaryMark.utf8.count)) else {
            throw .malformed("a part of a multipart body is not base64")
        }
        return bytes
    }
}
