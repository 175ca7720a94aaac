// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The paths of Azure OpenAI: its classic API under `/openai`, and OpenAI's API under `/openai/v1`.
///
/// Checked for every request, so by bytes.
package enum AzurePath {
    /// The segment that all paths of the service begin with.
    package static let root = "/openai"
    /// The beginning of the paths of OpenAI's API at Azure.
    package static let versionedRoot = "/openai/v1"

    /// The resources of the classic API, beside the deployments.
    private static let resources: Set<String> = [
        "assistants", "audio", "batch", "batches", "containers", "conversations", "evals", "files", "fine_tuning",
        "fine-tunes", "images", "ingestion", "models", "operations", "realtime", "realtimeapi", "responses", "threads",
        "uploads", "vector_stores", "videos",
    ]

    /// Whether a path is `/openai` or below it.
    package static func isBelowRoot(_ path: Substring.UTF8View) -> Bool { isBelow(root, path) }

    /// Whether a path is `/openai/v1` or below it.
    package static func isVersioned(_ path: Substring.UTF8View) -> Bool { isBelow(versionedRoot, path) }

    /// Whether a path names a deployment of the classic API.
    package static func namesDeployment(_ path: Substring.UTF8View) -> Bool {
        path.starts(with: "/openai/deployments/".utf8)
    }

    /// Whether a path names another resource of the classic API.
    package static func namesResource(_ path: Substring.UTF8View) -> Bool {
        guard isBelowRoot(path) else { return false }
        let name = path.dropFirst(root.utf8.count + 1).prefix { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?") }
        return resources.contains(String(decoding: name, as: UTF8.self))
    }

    /// Whether a path is one of the control plane, which creates deployments.
    package static func isControlPlane(_ path: Substring.UTF8View) -> Bool {
        guard path.starts(with: "/subscriptions/".utf8) else { return false }
        return String(decoding: path.prefix { $0 != UInt8(ascii: "?") }, as: UTF8.self).lowercased()
            .contains("/providers/microsoft.cognitiveservices/")
    }

    /// The path as matching compares it.
    ///
    /// `/openai/v1` is one more base path of OpenAI's API. Clients of the classic API had `/v1` in their endpoint when
    /// nothing else reached the server, and the recordings of that time are still found.
    package static func compared(_ path: String) -> String {
        guard isBelowRoot(path[...].utf8) else { return path }
        return isVersioned(path[...].utf8) ? String(path.dropFirst(root.count)) : "/v1" + path
    }

    private static func isBelow(_ prefix: String, _ path: Substring.UTF8View) -> Bool {
        guard path.starts(with: prefix.utf8) else { return false }
        let next = path.dropFirst(prefix.utf8.count).first
        return next == nil || next == UInt8(ascii: "/") || next == UInt8(ascii: "?")
    }
}
