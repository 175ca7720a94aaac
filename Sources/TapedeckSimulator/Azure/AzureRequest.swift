// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore

/// A request in the dialect of Azure OpenAI, which its path alone decides.
struct AzureRequest: Sendable {
    /// The parts of Azure that answer requests.
    enum Plane: Sendable {
        /// `/openai`, with `api-version` and deployments in paths.
        case classic
        /// `/openai/v1`, with deployments in bodies.
        case versioned
        /// The resource manager, which creates deployments.
        case control
    }

    let plane: Plane
    let target: RequestLine
    /// The deployment in the path.
    let deployment: String?
    /// The segments behind `/openai`, `/openai/v1` or the deployment, as they were sent; at the control plane all.
    let segments: [Substring]
    /// The version in the query.
    let version: String?
    /// The rest of the query.
    let query: String?

    /// Reads a request; `nil` when it is not Azure's.
    init?(_ target: RequestLine) {
        // Clients may have the server's base URL as their endpoint.
        var path = target.path[...]
        if path.hasPrefix("/v1"), AzurePath.isBelowRoot(path.dropFirst(3).utf8) { path = path.dropFirst(3) }
        if AzurePath.isControlPlane(path.utf8) {
            plane = .control
        } else if AzurePath.isVersioned(path.utf8) {
            plane = .versioned
            path = path.dropFirst(AzurePath.versionedRoot.count)
        } else if AzurePath.isBelowRoot(path.utf8) {
            plane = .classic
            path = path.dropFirst(AzurePath.root.count)
        } else {
            return nil
        }
        var segments = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        if plane == .classic, segments.count > 2, segments.first == "deployments" {
            deployment = PercentEncoding.decodeSegment(segments[segments.startIndex + 1])
            segments = segments.dropFirst(2)
        } else {
            deployment = nil
        }
        self.target = target
        self.segments = Array(segments)
        let items = (target.query ?? "").split(separator: "&").map { (QueryItem.list(String($0)).first, $0) }
        version = items.last { $0.0?.name == "api-version" }?.0?.value
        let rest = items.filter { $0.0?.name != "api-version" }.map { String($0.1) }
        query = rest.isEmpty ? nil : rest.joined(separator: "&")
    }

    /// The path without identifiers, such as `chat/completions`.
    var path: String { segments.joined(separator: "/") }

    /// The same request at OpenAI.
    var translated: RequestLine { RequestLine(method: target.method, path: "/v1/" + path, query: query) }

    /// Whether the path and the query are those of an endpoint that takes a deployment.
    var takesDeployment: Bool { Self.deploymentPaths.contains(path) && target.method == .post }

    /// The endpoints whose classic paths name the deployment.
    private static let deploymentPaths: Set<String> = [
        "chat/completions", "completions", "embeddings", "audio/transcriptions", "audio/translations", "audio/speech",
        "images/generations", "images/edits",
    ]
}
