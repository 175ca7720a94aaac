// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Yams

/// A value of a configuration file, aliases followed, with its line.
struct ConfigurationNode: Sendable {
    enum Content: Sendable {
        /// A scalar, and whether it stands without quotes.
        case text(String, isPlain: Bool)
        case list([ConfigurationNode])
        case map([Member])
    }

    /// A key with its value.
    struct Member: Sendable {
        let key: String
        let line: Int?
        let node: ConfigurationNode
    }

    let content: Content
    /// The line where it begins, from 1.
    let line: Int?

    init(_ node: Node) {
        line = node.mark?.line
        switch node {
        case .scalar(let scalar): content = .text(scalar.string, isPlain: scalar.style == .plain)
        case .sequence(let sequence): content = .list(sequence.map(ConfigurationNode.init))
        case .mapping(let mapping):
            content = .map(
                mapping.map { key, value in
                    Member(key: key.scalar?.string ?? "", line: key.mark?.line, node: ConfigurationNode(value))
                }
            )
        case .alias: content = .text("", isPlain: true)
        }
    }

    var text: String? {
        guard case .text(let text, _) = content else { return nil }
        return text
    }

    /// The text of a scalar without quotes, as numbers are written.
    var plainText: String? {
        guard case .text(let text, isPlain: true) = content else { return nil }
        return text
    }

    /// Whether a key stands there without a value.
    var isAbsent: Bool { plainText.map { ["", "~", "null"].contains($0) } ?? false }

    /// The truth value that YAML 1.1 writes so.
    var bool: Bool? {
        switch text?.lowercased() {
        case "true", "yes", "on": true
        case "false", "no", "off": false
        default: nil
        }
    }
}
