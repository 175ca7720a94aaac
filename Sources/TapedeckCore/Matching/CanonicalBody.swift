// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Crypto

/// What matching compares of a request body.
public enum CanonicalBody: Sendable, Hashable {
    /// A JSON document, without what the rules leave out.
    case json(JSONValue)
    /// The parts of a multipart body, in order.
    case multipart([Part])
    /// Any other body, by the SHA-256 of its bytes.
    case opaque(sha256: [UInt8], length: Int)

    /// What matching compares of one part of a multipart body.
    public struct Part: Sendable, Hashable {
        /// The name of the form field.
        public var name: String?
        /// The file name.
        public var fileName: String?
        /// The content type, without its parameters' white space.
        public var contentType: String?
        /// The SHA-256 of the content, redacted.
        public var sha256: [UInt8]
        /// The length of the content in bytes.
        public var length: Int

        /// Creates a part.
        public init(
            name: String? = nil, fileName: String? = nil, contentType: String? = nil, sha256: [UInt8], length: Int
        ) {
            self.name = name
            self.fileName = fileName
            self.contentType = contentType
            self.sha256 = sha256
            self.length = length
        }

        /// What people call the part, such as `part "file" (data.jsonl)`.
        public var label: String {
            "part \"\(name ?? "")\"" + (fileName.map { " (\($0))" } ?? "")
        }
    }
}

extension CanonicalBody {
    /// Adds the body to a digest; different bodies of any kind add different bytes.
    func update(_ digest: inout SHA256) {
        switch self {
        case .json(let document):
            digest.update(field: document.canonical, tag: "json")
        case .multipart(let parts):
            for part in parts {
                digest.update(field: part.name, tag: "part")
                digest.update(field: part.fileName, tag: "filename")
                digest.update(field: part.contentType, tag: "type")
                digest.update(field: part.sha256, tag: "content")
            }
        case .opaque(let sha256, let length):
            if length > 0 { digest.update(field: sha256, tag: "bytes") }
        }
    }
}

extension SHA256 {
    /// Adds a field with its name and length, so that no two sequences of fields add the same bytes.
    mutating func update(field: [UInt8], tag: StaticString) {
        tag.withUTF8Buffer { update(bufferPointer: UnsafeRawBufferPointer($0)) }
        withUnsafeBytes(of: UInt64(field.count).littleEndian) { update(bufferPointer: $0) }
        field.withUnsafeBytes { update(bufferPointer: $0) }
    }

    /// Adds a text, or that there is none.
    mutating func update(field: String?, tag: StaticString) {
        guard let field else { return }
        update(field: Array(field.utf8), tag: tag)
    }
}
