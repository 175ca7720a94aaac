// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// A part of an item's content: text, a refusal, an image, a file or a screenshot.
struct ItemPart: Sendable {
    enum Kind: String, Sendable {
        case inputText = "input_text"
        case inputImage = "input_image"
        case inputAudio = "input_audio"
        case outputText = "output_text"
        case refusal
        case inputFile = "input_file"
        case screenshot = "computer_screenshot"
    }

    let kind: Kind
    /// The text: of a text, a refusal, or a file in a text format; else empty.
    var text = ""
    /// Whether an image has `detail: low`.
    var isCoarse = false
    /// Length of the attached data, in bytes of base64.
    var dataSize = 0
    /// The uploaded file or image that the part names.
    var fileID: String?
    /// The part as it is listed.
    var document: JSONValue = .null
}

extension ItemPart {
    /// Maximum length of a text part.
    private static let lengthLimit = 10_485_760

    /// A text that the client or the model wrote.
    init(_ text: String, as kind: Kind) {
        self.kind = kind
        self.text = text
        document =
            kind == .outputText
            ? Self.outputText(text, annotations: .array([]), logprobs: .array([]))
            : [
                "type": .string(kind.rawValue), kind == .refusal ? "refusal" : "text": .string(text),
            ]
    }

    /// Reads content that is a string or a list of parts.
    /// - Parameters:
    ///   - name: Name of the member.
    ///   - source: The object as it was sent, with its `null` members.
    ///   - fields: The same object.
    ///   - kinds: Allowed kinds of parts.
    ///   - textKind: The kind of part that a string becomes.
    /// - Returns: The parts, and whether they were sent as a string.
    /// - Throws: ``APIError`` when the content is missing, or is neither.
    static func list(
        _ name: String,
        of source: JSONValue,
        _ fields: RequestFields,
        allowing kinds: [Kind],
        text textKind: Kind
    ) throws(APIError) -> (parts: [ItemPart], isString: Bool) {
        guard let content = source[name] else { throw .missing(fields.path(of: name)) }
        switch content {
        case .string:
            return ([ItemPart(try fields.string(name, length: 0...lengthLimit) ?? "", as: textKind)], true)
        case .array(let elements):
            var parts: [ItemPart] = []
            parts.reserveCapacity(elements.count)
            for (offset, element) in elements.enumerated() {
                let part = try RequestFields(element, at: "\(fields.path(of: name))[\(offset)]")
                parts.append(try ItemPart(part, allowing: kinds))
            }
            return (parts, false)
        default:
            throw .wrongType(fields.path(of: name), expected: "one of an array of objects or string", got: content)
        }
    }

    private init(_ fields: RequestFields, allowing kinds: [Kind]) throws(APIError) {
        _ = try fields.required("type")
        guard let name = try fields.string("type", oneOf: kinds.map(\.rawValue)), let kind = Kind(rawValue: name) else {
            throw .missing(fields.path(of: "type"))
        }
        self.kind = kind
        switch kind {
        case .inputText: try readText(fields)
        case .outputText: try readOutputText(fields)
        case .refusal: try readRefusal(fields)
        case .inputImage, .screenshot: try readImage(fields)
        case .inputFile: try readFile(fields)
        case .inputAudio:
            throw APIError(
                message: "This model does not support the input '\(fields.path)' of type 'input_audio'.",
                param: fields.path,
                code: "unsupported_value"
            )
        }
        if let mark = try fields.object("prompt_cache_breakpoint") {
            _ = try mark.required("mode")
            _ = try mark.string("mode", oneOf: ["explicit"])
        }
    }

    private mutating func readText(_ fields: RequestFields) throws(APIError) {
        try fields.allow(only: ["type", "text", "prompt_cache_breakpoint"])
        _ = try fields.required("text")
        self = ItemPart(try fields.string("text", length: 0...Self.lengthLimit) ?? "", as: .inputText)
    }

    private mutating func readOutputText(_ fields: RequestFields) throws(APIError) {
        try fields.allow(only: ["type", "text", "annotations", "logprobs"])
        _ = try fields.required("text")
        text = try fields.string("text", length: 0...Self.lengthLimit) ?? ""
        let annotations = try fields.array("annotations") ?? []
        let logprobs = try fields.array("logprobs") ?? []
        document = Self.outputText(
            text,
            annotations: .array(annotations.map(\.withTypeFirst)),
            logprobs: .array(logprobs)
        )
    }

    private mutating func readRefusal(_ fields: RequestFields) throws(APIError) {
        try fields.allow(only: ["type", "refusal"])
        _ = try fields.required("refusal")
        self = ItemPart(try fields.string("refusal", length: 0...Self.lengthLimit) ?? "", as: .refusal)
    }

    private static func outputText(_ text: String, annotations: JSONValue, logprobs: JSONValue) -> JSONValue {
        ["type": "output_text", "annotations": annotations, "logprobs": logprobs, "text": .string(text)]
    }
}

extension JSONValue {
    /// An object with `type` first and its other members sorted by name, as the service lists them.
    var withTypeFirst: JSONValue {
        guard case .object(let members) = self else { return self }
        let sorted = JSONValue.canonicalOrder(members)
        return .object(sorted.filter { $0.name == "type" } + sorted.filter { $0.name != "type" })
    }
}
