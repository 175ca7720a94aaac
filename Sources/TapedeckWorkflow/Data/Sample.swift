// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// A sample of a data set: an id, and text fields by name.
package struct Sample: Sendable, Hashable {
    /// The id of the sample in results, unique in its data set.
    package let id: String
    /// The fields in the order of the file, named by the field map.
    package let fields: [Field]

    /// A named text.
    package struct Field: Sendable, Hashable {
        /// The name, such as `dialogue`.
        package let name: String
        /// The text.
        package let text: String

        /// Creates a field.
        package init(name: String, text: String) {
            self.name = name
            self.text = text
        }
    }

    /// Creates a sample.
    /// - Parameters:
    ///   - id: The id of the sample.
    ///   - fields: The fields, with different names.
    package init(id: String, fields: [Field]) {
        self.id = id
        self.fields = fields
    }

    /// Creates a sample of a dialogue and its summary.
    package init(id: String, dialogue: String, summary: String) {
        self.init(
            id: id,
            fields: [Field(name: "dialogue", text: dialogue), Field(name: "summary", text: summary)]
        )
    }

    /// The text of a field; nil when the sample has none of that name.
    package subscript(name: String) -> String? { fields.first { $0.name.isSpelled(like: name) }?.text }

    /// The text to summarize.
    package var dialogue: String { self["dialogue"] ?? "" }
    /// The reference summary.
    package var summary: String { self["summary"] ?? "" }
}
