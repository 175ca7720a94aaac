// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// Excerpts of texts for messages.
package enum JSONText {
    /// A text in quotes, escaped and truncated to fit a line.
    package static func excerpt(_ text: String, limit: Int = 60) -> String {
        let cut = text.count > limit ? text.prefix(limit) + "…" : text[...]
        return JSONValue.string(String(cut)).text()
    }

    /// A value as JSON, truncated to fit a line.
    package static func excerpt(_ value: JSONValue, limit: Int = 60) -> String {
        if let text = value.string { return excerpt(text, limit: limit) }
        return String(value.text().prefix(limit))
    }
}
