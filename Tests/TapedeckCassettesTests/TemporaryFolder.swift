// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TapedeckCassettes
import TapedeckCore

/// A folder of a test's own, removed with the value that holds it.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "tapedeck-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    func callAsFunction(_ name: String) -> String { path + "/" + name }

    /// The names of the files in the folder.
    var names: [String] { (try? FileManager.default.contentsOfDirectory(atPath: path))?.sorted() ?? [] }
}

extension CassetteMetadata {
    static let test = CassetteMetadata(
        tool: "test 1.0",
        created: 1_700_000_000_000_000,
        upstream: "https://upstream/v1"
    )
}

extension CassetteStore {
    /// Adds a recording under its own fingerprint.
    @discardableResult
    func add(_ interaction: Interaction, replacingUpTo bound: InteractionID? = nil) async throws -> InteractionID {
        let key = try interaction.request.key(rules: matchingRules, redactor: Redactor(), read: read)
        return try await append(interaction, fingerprint: key.fingerprint, replacingUpTo: bound)
    }
}
