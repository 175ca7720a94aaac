// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore

/// A request to the API, made of configuration and data alone, so that every run sends the same bytes.
struct APIRequest: Sendable {
    let method: HTTPRequest.Method
    /// The path with its query, beginning with `/v1`.
    let path: String
    var contentType: String?
    var body: [UInt8] = []
    /// Whether to send it again when it is unknown whether it took effect.
    var isRepeatable = true

    static func get(_ path: String, query: [(String, String)] = []) -> APIRequest {
        let items = query.map { "\(encoded($0.0))=\(encoded($0.1))" }.joined(separator: "&")
        return APIRequest(method: .get, path: "/v1\(path)" + (items.isEmpty ? "" : "?\(items)"))
    }

    static func post(_ path: String, _ document: JSONValue, isRepeatable: Bool = true) -> APIRequest {
        APIRequest(
            method: .post,
            path: "/v1\(path)",
            contentType: "application/json",
            body: Array(document.text().utf8),
            isRepeatable: isRepeatable
        )
    }

    static func post(_ path: String, _ form: MultipartForm, isRepeatable: Bool = true) -> APIRequest {
        APIRequest(
            method: .post,
            path: "/v1\(path)",
            contentType: form.contentType,
            body: form.body,
            isRepeatable: isRepeatable
        )
    }

    /// A query item, percent-encoded except for unreserved characters (RFC 3986, section 2.3).
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

/// A form with one file, as `multipart/form-data` (RFC 7578).
struct MultipartForm: Sendable {
    private let boundary: String
    /// The whole body.
    let body: [UInt8]

    /// Creates a form of texts and one file.
    ///
    /// The boundary is a digest of the content, so that the same form gives the same bytes.
    init(fields: [(name: String, text: String)], file: (name: String, fileName: String, bytes: ArraySlice<UInt8>)) {
        let digest = Digest.hexadecimal(of: fields.flatMap { [$0.name, $0.text] } + [file.fileName])
        let boundary = "tapedeck-" + Digest.hexadecimal(Array(file.bytes)).prefix(32) + digest.prefix(8)
        var body: [UInt8] = []
        body.reserveCapacity(file.bytes.count + 1024)
        for field in fields {
            body += "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(field.name)\"\r\n\r\n".utf8
            body += "\(field.text)\r\n".utf8
        }
        let name = Self.quotable(file.fileName)
        body += "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(file.name)\"; filename=\"\(name)\"\r\n".utf8
        body += "Content-Type: application/octet-stream\r\n\r\n".utf8
        body += file.bytes
        body += "\r\n--\(boundary)--\r\n".utf8
        self.boundary = boundary
        self.body = body
    }

    var contentType: String { "multipart/form-data; boundary=\(boundary)" }

    /// A file name without the characters that would end its quotes or its line.
    private static func quotable(_ name: String) -> String {
        String(name.map { $0 == "\"" || $0 == "\\" || $0.isNewline ? "_" : $0 })
    }
}

/// A complete response with a status of success.
struct APIResponse: Sendable {
    let fields: HTTPFields
    let body: [UInt8]

    /// The body as JSON.
    /// - Throws: ``APIError`` when it is not JSON.
    func json() throws(APIError) -> JSONValue {
        do {
            return try JSONValue(parsing: body)
        } catch {
            throw .invalidResponse(
                "The service's response is not JSON: "
                    + JSONText.excerpt(String(decoding: body.prefix(400), as: UTF8.self))
            )
        }
    }

    /// Whether a simulator made it, as its header says.
    var isSimulated: Bool { HTTPField.Name("tapedeck-simulated").flatMap { fields[$0] } == "1" }
}
