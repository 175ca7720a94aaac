// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore

/// A request to a model, as OpenTelemetry's conventions for generative AI name it.
///
/// Source: OpenTelemetry semantic conventions 1.37, "Generative client AI spans" and "OpenAI".
struct GenAIOperation: Sendable, Hashable {
    /// The name, such as `chat`.
    let name: String
    /// The kind of content that the path asks for, where it asks for one.
    var outputType: String?
    /// The service's dialect.
    let provider: String
    /// The deployment in the path, which is the model in Azure's dialect.
    var deployment: String?

    /// Reads the operation from a request; `nil` for requests that ask no model.
    init?(_ target: RequestLine) {
        guard target.method == .post else { return nil }
        var parts = target.path.split(separator: "/")
        provider = parts.first == "openai" ? "azure.ai.openai" : "openai"
        if parts.first == "openai" { parts.removeFirst() }
        if parts.first == "v1" {
            parts.removeFirst()
        } else if parts.first == "deployments", parts.count > 2 {
            deployment = String(parts[1])
            parts.removeFirst(2)
        }
        switch parts.joined(separator: "/") {
        // Responses are conversations too.
        case "chat/completions", "responses": name = "chat"
        case "completions": name = "text_completion"
        case "embeddings": name = "embeddings"
        case "images/generations", "images/edits", "images/variations":
            (name, outputType) = ("generate_content", "image")
        case "audio/speech": (name, outputType) = ("generate_content", "speech")
        case "audio/transcriptions", "audio/translations": (name, outputType) = ("generate_content", "text")
        default: return nil
        }
    }
}
