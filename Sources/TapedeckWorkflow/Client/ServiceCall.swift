// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore

/// A request to the service, a function of configuration and data alone: the same on every run.
struct ServiceCall: Sendable {
    let method: HTTPRequest.Method
    /// The path with its query, beginning with `/v1`.
    let path: String
    var contentType: String?
    var body: [UInt8] = []
    /// Whether it may be sent again when it is not known what came of it.
    var isRepeatable = true

    static func get(_ path: String, query: [(String, String)] = []) -> ServiceCall {
        let items = query.map { "\(encoded($0.0))=\(encoded($0.1))" }.joined(separator: "&")
        return ServiceCall(method: .get, path: "/v1\(path)" + (items.isEmpty ? "" : "?\(items)"))
    }

    static func post(_ path: String, _ document: JSONValue, isRepeatable: Bool = true) -> ServiceCall {
        ServiceCall(
            method: .post,
            path: "/v1\(path)",
            contentType: "application/json",
            body: Array(document.text().utf8),
            isRepeatable: isRepeatable
        )
    }

    static func post(_ path: String, _ form: MultipartForm, isRepeatable: Bool = true) -> ServiceCall {
        ServiceCall(
            method: .post,
            path: "/v1\(path)",
            contentType: form.contentType,
            body: form.body,
            isRepeatable: isRepeatable
        )
    }

    /// A query item with everything escaped but what never needs it (RFC 3986, section 2.3).
    private static func encoded(_ text: String) -> String {
        var encoded = ""
        for byte in text.utf8 {
            let scalar = Unicode.Scalar(byte)
            let isPlain =
                scalar.properties.isASCIIHexDigit || ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
                || ("0"..."9").contains(scalar) || "-._~".unicodeScalars.contains(scalar)
            encoded += isPlain ? String(Character(scalar)) : "%" + CollectionOfOne(byte).hexadecimal.uppercased()
        }
        return encoded
    }
}
