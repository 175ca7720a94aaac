// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A form with files, as `multipart/form-data` (RFC 7578).
struct MultipartForm: Sendable {
    private let boundary: String
    /// The whole body.
    let body: [UInt8]

    /// Creates a form of texts and one file.
    ///
    /// The boundary is made of a digest of the content, so that the same form gives the same bytes.
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

    /// A file name without what would end its quotes or its line.
    private static func quotable(_ name: String) -> String {
        String(name.map { $0 == "\"" || $0 == "\\" || $0.isNewline ? "_" : $0 })
    }
}
