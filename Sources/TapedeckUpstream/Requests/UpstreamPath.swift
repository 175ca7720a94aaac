// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// The path at the upstream for a client's path.
enum UpstreamPath {
    /// The ends of a base path that Azure's own paths stand beside, the longest first.
    private static let versions = [AzurePath.versionedRoot, AzurePath.root, "/v1"]

    /// Returns the path and query at the upstream for those of the client.
    ///
    /// A leading `/v1` gives way to the path of the base URL, if it has one, and before the paths of Azure's classic API.
    /// Paths under `/openai` follow the base path without its version. Every other path goes to the origin as it is. No
    /// byte of path or query is encoded, decoded or shortened.
    /// - Parameters:
    ///   - path: The path and query of the request, beginning with a slash.
    ///   - base: The base URL of the upstream.
    /// - Returns: Path and query, or nothing when they cannot stand in a request line.
    static func target(for path: String, base: BaseURL) -> String? {
        guard path.hasPrefix("/"), isSendable(path), !path.utf8.contains(UInt8(ascii: "#")) else { return nil }
        if AzurePath.isBelowRoot(path[...].utf8) { return azureRoot(of: base) + path }
        guard let rest = pathBelowVersion(path) else { return path }
        guard base.path.isEmpty else { return base.path + rest }
        if AzurePath.isBelowRoot(rest.utf8) { return String(rest) }
        // A resource of Azure serves nothing under `/v1` itself.
        return base.isAzure ? AzurePath.versionedRoot + rest : path
    }

    /// What stands before `/openai` at the upstream: the base path without its version.
    private static func azureRoot(of base: BaseURL) -> Substring {
        let version = versions.first { base.path.hasSuffix($0) }
        return base.path.dropLast(version?.count ?? 0)
    }

    /// Tells whether the text holds no spaces and no control characters.
    static func isSendable(_ text: some StringProtocol) -> Bool {
        text.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F }
    }

    /// The rest of the path after `/v1`, if it begins with that segment.
    private static func pathBelowVersion(_ path: String) -> Substring? {
        let version = "/v1"
        guard path.hasPrefix(version) else { return nil }
        let rest = path.dropFirst(version.count)
        guard rest.isEmpty || rest.first == "/" || rest.first == "?" else { return nil }
        return rest
    }
}
