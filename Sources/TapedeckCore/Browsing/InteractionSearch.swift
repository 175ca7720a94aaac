// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The conditions of a search; all of them must hold.
package struct InteractionSearch: Sendable, Hashable {
    /// Texts that prompt, answer, path or session contain, in any case.
    package var words: [String] = []
    /// The label of the session; empty for the default one, `nil` for any.
    package var label: String?
    /// Status codes; `nil` for any.
    package var statuses: ClosedRange<Int>?
    /// How the path begins; empty for any.
    package var path = ""

    /// Creates a search that finds every interaction.
    package init() {}
}
