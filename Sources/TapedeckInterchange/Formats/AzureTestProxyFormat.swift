// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// The session records of the Azure SDKs' test proxy.
///
/// A JSON body is embedded as parsed JSON, other text as a string or a list of its lines, anything else as base64. A
/// multipart body is a list whose binary parts begin with `b64:`, or `null` where the proxy did not keep it.
enum AzureTestProxyFormat {
    private static let binaryMark = "b64:"

    static func item(_ entry: SourceValue) throws(SourceProblem) -> SourceItem {
        guard entry["StatusCode"] != nil else { return .unanswered }
        var exchange = SourceExchange(
            method: try entry.requiredText("RequestMethod", in: "the entry"),
            url: try entry.requiredText("RequestUri", in: "the entry"),
            requestFields: entry["RequestHeaders"]?.fields ?? [],
            status: try entry.requiredInteger("StatusCode", in: "the entry"),
            responseFields: entry["ResponseHeaders"]?.fields ?? []
        )
        exchange.take(
            request: try body(entry["RequestBody"], fields: exchange.requestFields),
            response: try body(entry["ResponseBody"], fields: exchange.responseFields)
        )
        return .exchange(exchange)
    }

    private static func body(
        _ value: SourceValue?,
        fields: [SourceExchange.Field]
    ) throws(SourceProblem) -> SourceBody {
        let contentType = fields.first { $0.name.lowercased() == "content-type" }?.value
        switch value {
        case nil, .scalar(.null): return SourceBody()
        case .list(let pieces) where pieces.allSatisfy(\.isString):
            let isMultipart = contentType?.lowercased().hasPrefix("multipart/") ?? false
            var bytes: [UInt8] = []
            for piece in pieces { bytes += try self.bytes(of: piece, isMultipart: isMultipart) }
            return SourceBody(bytes: bytes)
        case .scalar(.string(let text)):
            // Without a content type, or with a text one, the string is the body itself.
            guard let contentType, !ContentCoding.isText(contentType), let bytes = Base64.decode(text.utf8) else {
                return SourceBody(bytes: Array(text.utf8))
            }
            return SourceBody(bytes: bytes)
        case .some(let document): return try .parsed(document)
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
