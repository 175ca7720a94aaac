// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TapedeckCore

/// The JSON document with the embeddings of a request, written vector by vector.
struct EmbeddingDocument: Sendable {
    let request: EmbeddingRequest
    private let embedding: TextEmbedding

    init(_ request: EmbeddingRequest) {
        self.request = request
        embedding = TextEmbedding(space: request.model.rawValue, dimensions: request.dimensions)
    }

    /// The whole document.
    var bytes: [UInt8] {
        var bytes: [UInt8] = []
        for index in request.inputs.indices { append(index, to: &bytes) }
        return bytes
    }

    /// Appends a vector; the first with the beginning of the document, the last with its end.
    func append(_ index: Int, to bytes: inout [UInt8]) {
        if index == 0 { bytes.append(contentsOf: "{\n  \"object\": \"list\",\n  \"data\": [\n".utf8) }
        bytes.append(contentsOf: Self.beginning.utf8)
        bytes.append(contentsOf: "\(index),\n      \"embedding\": ".utf8)
        let vector = embedding.vector(of: request.inputs[index].text)
        if request.isBase64 { Self.appendBase64(vector, to: &bytes) } else { Self.appendNumbers(vector, to: &bytes) }
        bytes.append(contentsOf: "\n    }".utf8)
        guard index == request.inputs.count - 1 else {
            bytes.append(contentsOf: ",\n".utf8)
            return
        }
        let count = request.tokenCount
        let end = """

              ],
              "model": "\(request.model.nameInResponses)",
              "usage": {
                "prompt_tokens": \(count),
                "total_tokens": \(count)
              }
            }

            """
        bytes.append(contentsOf: end.utf8)
    }

    private static let beginning = "    {\n      \"object\": \"embedding\",\n      \"index\": "

    private static func appendNumbers(_ vector: [Float], to bytes: inout [UInt8]) {
        // The shortest digits that read back to the same number, as the service prints them.
        var separator = "[\n        "
        for component in vector {
            bytes.append(contentsOf: separator.utf8)
            bytes.append(contentsOf: component.description.utf8)
            separator = ",\n        "
        }
        bytes.append(contentsOf: "\n      ]".utf8)
    }

    private static func appendBase64(_ vector: [Float], to bytes: inout [UInt8]) {
        let words = vector.map(\.bitPattern.littleEndian)
        bytes.append(UInt8(ascii: "\""))
        words.withUnsafeBytes { bytes.append(contentsOf: Data($0).base64EncodedData()) }
        bytes.append(UInt8(ascii: "\""))
    }
}
