// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A model that embeds texts.
enum EmbeddingModel: String, Sendable, Hashable, CaseIterable {
    case ada = "text-embedding-ada-002"
    case small = "text-embedding-3-small"
    case large = "text-embedding-3-large"

    /// Maximum number of tokens of a text.
    static let tokenLimit = 8192

    /// The name in responses, with the version of the model.
    var nameInResponses: String { self == .ada ? "text-embedding-ada-002-v2" : rawValue }

    /// The number of components of a vector, unless the request asks for fewer.
    var dimensions: Int { self == .large ? 3072 : 1536 }

    /// Whether a request can ask for fewer dimensions.
    var takesDimensions: Bool { self != .ada }
}
