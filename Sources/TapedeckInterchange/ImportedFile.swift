// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

package import TapedeckCore

/// The content of an imported file.
package struct ImportedFile: Sendable, Hashable {
    /// The name the file was read under.
    package let name: String
    /// The format that was found.
    package let format: ImportFormat
    /// The metadata of a cassette in its text form.
    package let header: CassetteMetadata?
    /// The interactions in the order of the file, redacted.
    package let interactions: [Interaction]
    /// Notes on data that could not be imported, in the order of the file; empty when nothing was lost.
    package let skippedEntries: [SkippedEntry]

    /// Creates a result.
    package init(
        name: String,
        format: ImportFormat,
        header: CassetteMetadata? = nil,
        interactions: [Interaction],
        skippedEntries: [SkippedEntry]
    ) {
        self.name = name
        self.format = format
        self.header = header
        self.interactions = interactions
        self.skippedEntries = skippedEntries
    }
}

/// An entry of a file, or a part of one, that could not be imported.
package struct SkippedEntry: Sendable, Hashable {
    /// How much is missing.
    package enum Extent: String, Sendable, Hashable {
        /// The whole interaction; ``ImportedFile/interactions`` does not have it.
        case interaction
        /// A part; the rest of the interaction, or of the file, was carried over.
        case part
    }

    /// The interaction of the file, counted from 1; `nil` when the reason concerns the file as a whole.
    package let interaction: Int?
    /// How much is missing.
    package let extent: Extent
    /// Why, as one sentence without a full stop.
    package let reason: String
    /// Whether the entry is damaged, and not only nothing to carry over.
    package let isDamage: Bool

    /// Creates a skipped entry.
    package init(interaction: Int?, extent: Extent, reason: String, isDamage: Bool = false) {
        self.interaction = interaction
        self.extent = extent
        self.reason = reason
        self.isDamage = isDamage
    }
}

extension SkippedEntry: CustomStringConvertible {
    /// One line for people, such as `interaction 3 left out: the URL is not one of an OpenAI-style API`.
    package var description: String {
        let subject = interaction.map { "interaction \($0)" } ?? "file"
        return extent == .interaction ? "\(subject) left out: \(reason)" : "\(subject): \(reason)"
    }
}
