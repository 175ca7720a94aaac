// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// A part of a message's content.
struct ContentPart: Sendable {
    enum Kind: String, Sendable {
        case text
        case image = "image_url"
        case audio = "input_audio"
        case file
        case refusal
    }

    let kind: Kind
    /// The text; empty for other kinds.
    private(set) var text = ""
    /// Whether an image has `detail: low`.
    private(set) var isCoarse = false
    /// Length of the attached data, in bytes.
    private(set) var dataSize = 0
}

extension ContentPart {
    /// Maximum length of a text part.
    private static let lengthLimit = 10_485_760

    init(text: String) {
        kind = .text
        self.text = text
    }

    /// Reads the content of a message, a string or a list of parts.
    static func list(
        _ fields: RequestFields,
        allowing kinds: [Kind],
        isRequired: Bool
    ) throws(APIError) -> [ContentPart] {
        guard let content = fields["content"] else {
            guard isRequired else { return [] }
            throw APIError(
                message: "Invalid value for 'content': expected a string, got null.",
                param: fields.path.replacingBracket + ".content"
            )
        }
        switch content {
        case .string:
            let text = try fields.string("content", length: 0...lengthLimit) ?? ""
            return [ContentPart(text: text)]
        case .array:
            var parts: [ContentPart] = []
            for (offset, value) in (try fields.array("content", count: 1...2048) ?? []).enumerated() {
                let part = try RequestFields(value, at: fields.path(of: "content") + "[\(offset)]")
                parts.append(try ContentPart(part, allowing: kinds))
            }
            return parts
        default:
            throw .wrongType(
                fields.path(of: "content"),
                expected: "one of a string or array of objects",
                got: content
            )
        }
    }

    /// The text of content that may be a string or a list of parts.
    static func text(
        of name: String,
        in fields: RequestFields,
        allowing kinds: [Kind]
    ) throws(APIError) -> String {
        _ = try fields.required(name)
        return try list(fields, allowing: kinds, isRequired: true).map(\.text).joined()
    }

    private init(_ fields: RequestFields, allowing kinds: [Kind]) throws(APIError) {
        _ = try fields.required("type")
        guard let type = try fields.string("type", oneOf: kinds.map(\.rawValue)), let kind = Kind(rawValue: type) else {
            throw .missing(fields.path(of: "type"))
        }
        self.kind = kind
        try fields.allow(only: ["type", kind.rawValue, "prompt_cache_breakpoint"])
        switch kind {
        case .text, .refusal:
            _ = try fields.required(kind.rawValue)
            text = try fields.string(kind.rawValue, length: 0...Self.lengthLimit) ?? ""
        case .image: try readImage(fields)
        case .audio: try readAudio(fields)
        case .file: try readFile(fields)
        }
        if let mark = try fields.object("prompt_cache_breakpoint") {
            _ = try mark.required("mode")
            _ = try mark.string("mode", oneOf: ["explicit"])
        }
    }

    private mutating func readImage(_ fields: RequestFields) throws(APIError) {
        let value = try fields.required("image_url")
        guard case .object = value, let image = try fields.object("image_url") else {
            throw .wrongType(fields.path(of: "image_url"), expected: "an object", got: value)
        }
        _ = try image.required("url")
        let url = try image.string("url") ?? ""
        guard url.hasPrefix("http://") || url.hasPrefix("https://") || url.hasPrefix("data:image/") else {
            throw APIError(
                message: "Invalid '\(image.path(of: "url"))'. Expected a valid URL, but got a value with an invalid "
                    + "format.",
                param: image.path(of: "url"),
                code: "invalid_value"
            )
        }
        dataSize = url.utf8.count
        isCoarse = try image.string("detail", oneOf: ["auto", "low", "high", "original"]) == "low"
    }

    private mutating func readAudio(_ fields: RequestFields) throws(APIError) {
        _ = try fields.required("input_audio")
        guard let audio = try fields.object("input_audio") else { return }
        _ = try audio.required("data")
        dataSize = try audio.string("data")?.utf8.count ?? 0
        _ = try audio.required("format")
        _ = try audio.string("format", oneOf: ["wav", "mp3"])
    }

    private mutating func readFile(_ fields: RequestFields) throws(APIError) {
        _ = try fields.required("file")
        guard let file = try fields.object("file") else { return }
        let data = try file.string("file_data")
        let id = try file.string("file_id")
        _ = try file.string("filename")
        guard (data == nil) != (id == nil) else {
            throw APIError(
                message: data == nil
                    ? "Missing required parameter: '\(file.path(of: "file_id"))'."
                    : "Mutually exclusive parameters: '\(file.path)'. Ensure you are only providing one of: 'file_id' "
                        + "or 'file_data'.",
                param: data == nil ? file.path(of: "file_id") : file.path,
                code: data == nil ? "missing_required_parameter" : "mutually_exclusive_parameters"
            )
        }
        dataSize = data?.utf8.count ?? 0
    }
}
