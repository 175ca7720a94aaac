// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore
import TapedeckModels

/// The response with embeddings, which is the same each time the request is repeated.
struct PreparedEmbeddings: Sendable {
    /// Maximum number of components in a document that is written at once; a larger one is written as it is sent.
    private static let componentLimit = 200_000

    private let fields: HTTPFields
    private let body: Body
    /// Size in memory, in bytes.
    let size: Int
    /// Whether repeated requests can get the same body.
    let isRepeatable: Bool

    init(_ request: EmbeddingRequest) {
        var fields = HTTPFields()
        if let model = OpenAIModel.named(request.model.rawValue) {
            let tokens = request.inputs.reduce(0) { $0 + $1.estimatedTokens }
            fields = RateLimit(model).fields(usedTokens: tokens)
        }
        fields[.contentType] = "application/json"
        fields[.openAIModel] = request.model.nameInResponses
        self.fields = fields
        let document = EmbeddingDocument(request)
        isRepeatable = request.inputs.count * request.dimensions <= Self.componentLimit
        if isRepeatable {
            let bytes = document.bytes
            size = bytes.count
            body = Body(bytes)
        } else {
            size = 0
            body = Body(length: nil, slices: WrittenVectors(document: document))
        }
    }

    var response: ServedResponse { ServedResponse(fields: fields, body: body) }
}

/// A document with embeddings that is written as it is read.
private struct WrittenVectors: AsyncSequence, Sendable {
    typealias Failure = any Error
    let document: EmbeddingDocument

    func makeAsyncIterator() -> Iterator { Iterator(document: document) }

    struct Iterator: AsyncIteratorProtocol {
        let document: EmbeddingDocument
        var next = 0

        mutating func next() async throws -> ArraySlice<UInt8>? {
            guard next < document.request.inputs.count else { return nil }
            defer { next += 1 }
            var bytes: [UInt8] = []
            document.append(next, to: &bytes)
            return bytes[...]
        }
    }
}
