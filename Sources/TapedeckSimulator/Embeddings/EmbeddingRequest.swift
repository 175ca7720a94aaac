// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore
import TapedeckTokens

/// The request for embeddings.
struct EmbeddingRequest: Sendable {
    /// A text to embed.
    struct Input: Sendable, Hashable {
        let text: String
        /// The number of its tokens.
        let tokenCount: Int
        /// The tokens as the rate limit estimates them.
        let estimatedTokens: Int
    }

    /// Maximum number of texts, and of the tokens in a list.
    private static let countLimit = 2048
    /// Maximum number of tokens of all texts.
    private static let totalLimit = 300_000

    let model: EmbeddingModel
    let inputs: [Input]
    /// The number of components of each vector.
    let dimensions: Int
    /// Whether vectors are returned as base 64 of their bytes, not as numbers.
    let isBase64: Bool

    /// The number of tokens of all texts.
    var tokenCount: Int { inputs.reduce(0) { $0 + $1.tokenCount } }

    /// Reads the body of a request.
    /// - Parameters:
    ///   - bytes: The body.
    ///   - isKnown: Whether a model of this name exists.
    /// - Throws: ``APIError`` for a request that the service refuses.
    init(parsing bytes: ArraySlice<UInt8>, isKnown: (String) -> Bool) throws(APIError) {
        let fields = try RequestFields(parsing: bytes)
        model = try Self.model(fields, isKnown: isKnown)
        let unknown = fields.members.map(\.name).filter { name in !Self.names.contains { name.isSpelled(like: $0) } }
        guard unknown.isEmpty else { throw .unexpectedProperties(unknown) }
        guard let input = fields["input"] else { throw APIError(message: "'input' is a required property") }
        isBase64 = try Self.encodingFormat(fields["encoding_format"]) == "base64"
        dimensions = try Self.dimensions(fields["dimensions"], of: model)
        if let user = fields["user"], user.string == nil {
            throw .wrongSchemaType(user, expected: "string", at: "user")
        }
        inputs = try Self.inputs(input)
        for input in inputs where input.tokenCount > EmbeddingModel.tokenLimit { throw .contextExceeded }
        let total = inputs.reduce(0) { $0 + $1.tokenCount }
        guard total <= Self.totalLimit else { throw .tooManyTokens(total, limit: Self.totalLimit) }
    }

    private static let names = ["input", "model", "encoding_format", "dimensions", "user"]

    private static func model(_ fields: RequestFields, isKnown: (String) -> Bool) throws(APIError) -> EmbeddingModel {
        guard let value = fields["model"] else { throw APIError(message: "you must provide a model parameter") }
        guard let name = value.string else { throw .wrongSchemaType(value, expected: "string", at: "model") }
        if let model = EmbeddingModel(rawValue: name) { return model }
        guard isKnown(name) else { throw .noSuchModel(name) }
        throw APIError(
            status: .forbidden,
            message: "You are not allowed to generate embeddings from this model",
            origin: .gateway
        )
    }

    private static func encodingFormat(_ value: JSONValue?) throws(APIError) -> String {
        guard let value else { return "float" }
        guard let format = value.string, ["float", "base64"].contains(format) else {
            throw APIError(message: "\(value.asLiteral) is not one of ['float', 'base64'] - 'encoding_format'")
        }
        return format
    }

    private static func dimensions(_ value: JSONValue?, of model: EmbeddingModel) throws(APIError) -> Int {
        guard let value else { return model.dimensions }
        guard let dimensions = value.integer else {
            throw .wrongSchemaType(value, expected: "integer", at: "dimensions")
        }
        guard dimensions >= 1 else {
            throw APIError(message: "\(dimensions) is less than the minimum of 1 - 'dimensions'")
        }
        guard model.takesDimensions else {
            throw APIError(message: "This model does not support specifying dimensions.")
        }
        guard dimensions <= model.dimensions else {
            throw APIError(
                message: "Invalid value for 'dimensions' = \(dimensions). Must be less than or equal to "
                    + "\(model.dimensions)."
            )
        }
        return dimensions
    }
}

extension EmbeddingRequest {
    /// The texts of `input`: one, a list, the tokens of one, or a list of such.
    private static func inputs(_ value: JSONValue) throws(APIError) -> [Input] {
        // A single empty text is accepted and counts as one token; one in a list is not.
        if let text = value.string { return [Input(text, minimum: 1)] }
        guard let elements = value.elements, (1...countLimit).contains(elements.count) else { throw .invalidInput }
        switch elements[0] {
        case .string:
            return try elements.map { (element) throws(APIError) in
                guard let text = element.string, !text.isEmpty else { throw .invalidInput }
                return Input(text)
            }
        case .number: return [try Input(tokens: elements)]
        case .array:
            return try elements.map { (element) throws(APIError) in
                guard let tokens = element.elements, !tokens.isEmpty else { throw .invalidInput }
                return try Input(tokens: tokens)
            }
        default: throw .invalidInput
        }
    }
}

extension EmbeddingRequest.Input {
    fileprivate init(_ text: String, minimum: Int = 0) {
        self.text = text
        tokenCount = max(minimum, TokenEncoding.cl100kBase.count(text))
        estimatedTokens = (text.utf8.count + 3) / 4
    }

    fileprivate init(tokens values: [JSONValue]) throws(APIError) {
        var bytes: [UInt8] = []
        for value in values {
            guard case .number(let number) = value, let token = value.integer else { throw .invalidInput }
            guard let part = TokenEncoding.cl100kBase.bytes(of: token) else { throw .invalidToken(number.spelling) }
            bytes += part
        }
        text = String(decoding: bytes, as: UTF8.self)
        tokenCount = values.count
        estimatedTokens = values.count
    }
}
