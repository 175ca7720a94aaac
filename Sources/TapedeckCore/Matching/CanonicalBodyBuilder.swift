// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Crypto

/// Builds the canonical body that matching compares from pieces, in bounded memory.
///
/// The content type tells multipart from other bodies. Of the others what reads as JSON is JSON, whatever the content
/// type says: it may be missing, and clients send it with a wrong one. What cannot be read as JSON, or is larger than
/// ``jsonLimit``, and multipart that is malformed, is compared by its bytes.
package struct CanonicalBodyBuilder: Sendable {
    /// The largest JSON body, in bytes, that is compared as a document.
    package static let jsonLimit = 32 << 20

    private let contentType: String?
    private let rules: MatchingRules
    private let redactor: Redactor
    /// The only piece so far, which mostly is the whole body.
    private var only: ArraySlice<UInt8>?
    private var pieces: CanonicalBodyPieces?

    /// Creates a builder for one body.
    /// - Parameters:
    ///   - contentType: The content type of the request, if it names one.
    ///   - rules: The rules of the comparison.
    ///   - redactor: The redactor of the request.
    package init(contentType: String?, rules: MatchingRules, redactor: Redactor) {
        self.contentType = contentType
        self.rules = rules
        self.redactor = redactor
    }

    /// Takes the next bytes.
    package mutating func push(_ bytes: ArraySlice<UInt8>) {
        if pieces == nil, only == nil { return only = bytes }
        beginPieces()
        pieces?.push(bytes)
    }

    /// Ends the body.
    package mutating func finish() -> CanonicalBody {
        if let only, let document = document(only) { return .json(document) }
        beginPieces()
        return pieces?.finish() ?? .opaque(sha256: Array(SHA256().finalize()), length: 0)
    }

    private mutating func beginPieces() {
        guard pieces == nil else { return }
        var pieces = CanonicalBodyPieces(contentType: contentType, rules: rules, redactor: redactor)
        if let only { pieces.push(only) }
        self.pieces = pieces
        only = nil
    }

    /// A whole body that is JSON and holds nothing to redact, by far the most frequent one; `nil` for any other.
    private func document(_ body: ArraySlice<UInt8>) -> CanonicalJSON? {
        guard body.count <= Self.jsonLimit, !CanonicalBodyPieces.mayBeMultipart(contentType) else { return nil }
        return body.withUnsafeBufferPointer { bytes in
            guard CanonicalBodyPieces.mayBeJSON(bytes),
                redactor.isClean(bytes, as: .uniform, contentType: contentType)
            else { return nil }
            return CanonicalJSON(parsing: bytes, rules: rules)
        }
    }
}

/// Builds the canonical body from redacted pieces.
private struct CanonicalBodyPieces {
    private enum Kind {
        /// A body that may be JSON, by its first bytes.
        case json([UInt8])
        case multipart(MultipartDigest)
        case opaque
    }

    private let rules: MatchingRules
    private var redaction: RedactionStream
    private var kind: Kind
    private var digest = SHA256()
    private var length = 0

    init(contentType: String?, rules: MatchingRules, redactor: Redactor) {
        self.rules = rules
        self.redaction = redactor.stream(as: .uniform, contentType: contentType)
        self.kind = Self.kind(of: contentType ?? "")
    }

    /// Whether a content type begins as that of a form does.
    static func mayBeMultipart(_ contentType: String?) -> Bool {
        contentType?.utf8.first.map { $0 | 0x20 == UInt8(ascii: "m") } ?? false
    }

    private static func kind(of contentType: String) -> Kind {
        guard mayBeMultipart(contentType) else { return .json([]) }
        let type = FieldParameters(contentType)
        guard type.value.hasPrefix("multipart/"), let boundary = type.parameters["boundary"] else { return .json([]) }
        return .multipart(MultipartDigest(boundary: boundary))
    }

    mutating func push(_ bytes: ArraySlice<UInt8>) {
        take(redaction.push(bytes))
    }

    mutating func finish() -> CanonicalBody {
        take(redaction.finish())
        switch kind {
        case .json(let bytes):
            guard !bytes.isEmpty else { break }
            if let document = bytes.withUnsafeBufferPointer({ CanonicalJSON(parsing: $0, rules: rules) }) {
                return .json(document)
            }
            digest.update(data: bytes)
        case .multipart(var multipart):
            if let parts = multipart.finish() { return .multipart(parts) }
        case .opaque: break
        }
        return .opaque(sha256: Array(digest.finalize()), length: length)
    }

    private mutating func take(_ bytes: [UInt8]) {
        guard !bytes.isEmpty else { return }
        length += bytes.count
        // The payload is moved out and back so that it is not copied.
        switch kind {
        case .json(var document):
            kind = .opaque
            if document.isEmpty { document = bytes } else { document += bytes }
            if document.count > CanonicalBodyBuilder.jsonLimit
                || !document.withUnsafeBufferPointer(Self.mayBeJSON)
            {
                digest.update(data: document)
            } else {
                kind = .json(document)
            }
        case .multipart(var multipart):
            kind = .opaque
            digest.update(data: bytes)
            multipart.push(bytes)
            kind = .multipart(multipart)
        case .opaque:
            digest.update(data: bytes)
        }
    }
}

extension CanonicalBodyPieces {
    /// The longest text that is looked at for a beginning, and the longest document that is one number or word.
    private static let shortLimit = 4096

    /// Whether a body may be a JSON document, by its beginning.
    static func mayBeJSON(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        if let first = bytes.first, first == UInt8(ascii: "{") { return true }
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let beginning = bytes.prefix(shortLimit).drop(while: mark.contains)
        guard let first = beginning.first(where: { !" \t\r\n".utf8.contains($0) }) else {
            return bytes.count <= shortLimit
        }
        switch first {
        case UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "\""): return true
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "t"), UInt8(ascii: "f"),
            UInt8(ascii: "n"):
            return bytes.count <= shortLimit
        default: return false
        }
    }
}

/// Digests the parts of a multipart body.
private struct MultipartDigest: Sendable {
    private var parser: MultipartParser
    private var parts: [CanonicalBody.Part] = []
    private var digest = SHA256()
    private var isMalformed = false

    init(boundary: String) {
        self.parser = MultipartParser(boundary: boundary)
    }

    mutating func push(_ bytes: [UInt8]) {
        guard !isMalformed else { return }
        do {
            for event in try parser.push(bytes[...]) { take(event) }
        } catch {
            isMalformed = true
        }
    }

    /// The parts, or `nil` when the body is not multipart.
    mutating func finish() -> [CanonicalBody.Part]? {
        guard !isMalformed, (try? parser.finish()) != nil else { return nil }
        return parts
    }

    private mutating func take(_ event: MultipartParser.Event) {
        switch event {
        case .partBegins(let fields):
            digest = SHA256()
            parts.append(CanonicalBody.Part(fields: fields))
        case .content(let bytes):
            digest.update(data: bytes)
            parts[parts.count - 1].length += bytes.count
        case .partEnds:
            parts[parts.count - 1].sha256 = Array(digest.finalize())
        }
    }
}

extension CanonicalBody.Part {
    /// Creates a part of which only the fields are known.
    fileprivate init(fields: [MultipartField]) {
        func value(_ name: String) -> String? { fields.first { $0.name == name }?.value }
        let disposition = value("content-disposition").map(FieldParameters.init)
        // An empty content type, which some clients write, is none.
        let contentType = value("content-type").flatMap { $0.isEmpty ? nil : $0.lowercased() }
        self.init(
            name: disposition?.formParameter("name"),
            // Clients write names beyond ASCII as an extended parameter (RFC 8187).
            fileName: disposition?.formParameter("filename"),
            contentType: contentType.map { $0.split(separator: ";").map(\.trimmingSpaces).joined(separator: ";") },
            sha256: [],
            length: 0
        )
    }
}
