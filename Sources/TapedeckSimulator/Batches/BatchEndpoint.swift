// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// An endpoint that a batch may name.
enum BatchEndpoint: String, Sendable, CaseIterable {
    case responses = "/v1/responses"
    case chat = "/v1/chat/completions"
    case embeddings = "/v1/embeddings"
    case completions = "/v1/completions"
    case moderations = "/v1/moderations"
    case imageGenerations = "/v1/images/generations"
    case imageEdits = "/v1/images/edits"
    case videos = "/v1/videos"

    /// Whether each line must name a model.
    var needsModel: Bool {
        switch self {
        case .responses, .chat, .embeddings, .completions: true
        case .moderations, .imageGenerations, .imageEdits, .videos: false
        }
    }

    /// The name in errors about streams.
    var title: String {
        switch self {
        case .responses: "Responses"
        case .chat: "Chat Completions"
        case .embeddings: "Embeddings"
        case .completions: "Completions"
        case .moderations: "Moderations"
        case .imageGenerations, .imageEdits: "Images"
        case .videos: "Videos"
        }
    }
}
