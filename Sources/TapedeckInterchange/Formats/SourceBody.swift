// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// A body as a source keeps it.
struct SourceBody: Hashable {
    /// The bytes, not yet decoded from their content coding.
    var bytes: [UInt8] = []
    /// Whether the source keeps a JSON document parsed, so that its white space is lost.
    var isParsed = false

    /// The loss of a file that has such bodies.
    static let parsedLoss =
        "JSON bodies are kept parsed by this format; they are written without white space, which is lost"

    /// The body of a document that the source keeps parsed.
    static func parsed(_ value: SourceValue) throws(SourceProblem) -> SourceBody {
        if let damage = value.damage { throw .malformed(damage, line: value.line) }
        return SourceBody(bytes: Array(value.json.text().utf8), isParsed: true)
    }
}

extension SourceValue {
    /// Under which names recorders keep a parsed body beside or in the place of `body`.
    private static let parsedNames = ["parsed_body", "json_body", "body_json", "json"]
    /// Members of a body that say something of it and are not the body.
    private static let descriptions: Set<String> = ["encoding", "file", "content_type", "size"]

    /// The body of a request or response of the VCR family.
    /// - Throws: ``SourceProblem`` when it is kept in a way that is not known.
    func messageBody() throws(SourceProblem) -> SourceBody {
        for name in Self.parsedNames {
            if let parsed = self[name] { return try .parsed(parsed) }
        }
        if let body = self["body"] ?? self["content"] { return try body.body() }
        // A number or a flag, such as a size, says something of the body and is not the body.
        let other = members?.first { member in
            member.name.lowercased().contains("body") && member.name != "body" && member.value != .scalar(.null)
                && member.value.integer == nil && Bool(member.value.text ?? "") == nil
        }
        if let other {
            throw .malformed("the body is kept as '\(other.name)', which is not known", line: line)
        }
        return SourceBody()
    }

    /// The body that this value stands for: text, bytes, a list of pieces, a map with `string` or `base64_string`, or a
    /// document that was kept parsed; nothing at all is an empty body.
    func body() throws(SourceProblem) -> SourceBody {
        switch self {
        case .scalar(.null): return SourceBody()
        case .damaged(let reason): throw .malformed(reason)
        case .scalar, .plain, .bytes: return SourceBody(bytes: rawBytes ?? [])
        case .list(let pieces):
            if let joined = try Self.joined(pieces) { return joined }
            return try .parsed(self)
        case .map: return try mapBody()
        }
    }

    /// The pieces of a body one after the other; `nil` when they are the elements of a document.
    private static func joined(_ pieces: [SourceValue]) throws(SourceProblem) -> SourceBody? {
        var body = SourceBody()
        for piece in pieces {
            switch piece {
            case .scalar(.string), .plain, .bytes, .damaged: body.bytes += try piece.body().bytes
            default: return nil
            }
        }
        return body
    }

    private func mapBody() throws(SourceProblem) -> SourceBody {
        if let encoded = self["base64_string"] {
            guard let bytes = encoded.rawBytes.flatMap({ Base64.decode($0) }) else {
                throw .malformed("a 'base64_string' is not base64", line: line)
            }
            return SourceBody(bytes: bytes)
        }
        // Python's `io.BytesIO` is written as its state: the bytes, the position, and its attributes.
        if let state = self["state"]?.elements?.first { return try state.body() }
        if let flag = self["file"] ?? self["on_disk"], let name = keptFile(flag) {
            throw .malformed("the body is in the file '\(name)', which is not read", line: line)
        }
        if let string = self["string"] {
            let body = try string.body()
            return try self["encoding"]?.text.map { (name) throws(SourceProblem) in try body.encoded(as: name) } ?? body
        }
        if self["type"]?.text == "Buffer", let numbers = self["data"]?.elements {
            let bytes = numbers.compactMap { $0.integer.flatMap(UInt8.init(exactly:)) }
            guard bytes.count == numbers.count else { throw .malformed("the bytes of a body are not 0 to 255") }
            return SourceBody(bytes: bytes)
        }
        let isDocument = members?.contains { !Self.descriptions.contains($0.name) && $0.name != "string" } ?? false
        return isDocument ? try .parsed(self) : SourceBody()
    }

    /// The name of the file that R's vcr keeps a body in, as a flag beside `string` or as the name itself.
    private func keptFile(_ flag: SourceValue) -> String? {
        switch flag.json {
        case .bool(false): nil
        case .bool(true): self["string"]?.text ?? ""
        default: flag.text.flatMap { $0.isEmpty ? nil : $0 }
        }
    }

    private var rawBytes: [UInt8]? {
        if case .bytes(let bytes) = self { return bytes }
        return text.map { Array($0.utf8) }
    }
}

extension SourceBody {
    /// The encodings in which a file's text is the body as it stands.
    private static let plain: Set<String> = [
        "", "utf-8", "utf8", "us-ascii", "ascii", "ascii-8bit", "binary", "default", "unknown",
    ]

    /// The body in the encoding that Ruby's VCR plays it in; the file has its text in UTF-8.
    fileprivate func encoded(as name: String) throws(SourceProblem) -> SourceBody {
        guard !Self.plain.contains(name.lowercased()), !bytes.allSatisfy({ $0 < 0x80 }),
            let text = String(validating: bytes, as: UTF8.self)
        else { return self }
        guard ["iso-8859-1", "latin1"].contains(name.lowercased()) else {
            throw .malformed("the body is text in '\(name)', which is not known")
        }
        let encoded = text.unicodeScalars.compactMap { UInt8(exactly: $0.value) }
        guard encoded.count == text.unicodeScalars.count else {
            throw .malformed("the body has characters that '\(name)' does not have")
        }
        return SourceBody(bytes: encoded)
    }
}
