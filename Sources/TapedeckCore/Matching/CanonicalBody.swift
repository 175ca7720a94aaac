// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The part of a request body that matching compares.
package enum CanonicalBody: Sendable, Hashable {
    /// A JSON document, without what the rules leave out.
    case json(CanonicalJSON)
    /// The parts of a multipart body, in order.
    case multipart([Part])
    /// Any other body, by the SHA-256 of its bytes.
    case opaque(sha256: [UInt8], length: Int)

    /// The canonical form of one part of a multipart body.
    package struct Part: Sendable, Hashable {
        /// The name of the form field.
        package var name: String?
        /// The file name.
        package var fileName: String?
        /// The content type, without its parameters' white space.
        package var contentType: String?
        /// The SHA-256 of the content, redacted.
        package var sha256: [UInt8]
        /// The length of the content in bytes.
        package var length: Int

        /// Creates a part.
        package init(
            name: String? = nil,
            fileName: String? = nil,
            contentType: String? = nil,
            sha256: [UInt8],
            length: Int
        ) {
            self.name = name
            self.fileName = fileName
            self.contentType = contentType
            self.sha256 = sha256
            self.length = length
        }

        /// The name of the part for people, such as `part "file" (data.jsonl)`.
        package var label: String {
            "part \"\(name ?? "")\"" + (fileName.map { " (\($0))" } ?? "")
        }
    }
}

extension CanonicalBody {
    /// Adds the body to what a fingerprint is taken over; different bodies of any kind add different bytes.
    func append(to input: inout FingerprintInput) {
        switch self {
        case .json(let document):
            input.append("json", document.bytes)
        case .multipart(let parts):
            // A form without parts is not the same as no body.
            if parts.isEmpty { input.append("form", []) }
            for part in parts {
                input.append("part", part.name)
                input.append("filename", part.fileName)
                input.append("type", part.contentType)
                input.append("content", part.sha256)
            }
        case .opaque(let sha256, let length):
            if length > 0 { input.append("bytes", sha256) }
        }
    }
}
