// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Tapedeck
import TapedeckCore
import TapedeckYAML

/// The value of `--otlp`: a file, or the URL of a collector.
struct SpanTarget: Sendable, Hashable, ExpressibleByArgument {
    /// The value as it was given.
    let text: String

    init?(argument: String) {
        guard !argument.isEmpty else { return nil }
        text = argument
    }
}

extension SpanTarget: SettingValue {
    static let expected = "a file, or the URL of a collector"

    static func read(_ key: String, in section: ConfigurationSection) throws(ConfigurationError) -> SpanTarget? {
        try read(key, in: section, expected: expected)
    }

    var json: JSONValue { .string(text) }

    /// The target with its path changed; a URL stays as it is.
    func mapPaths(_ change: (String) -> String) -> SpanTarget {
        text.contains("://") ? self : SpanTarget(argument: change(text)) ?? self
    }
}
