// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// The files that `tapedeck init` writes.
enum ConfigurationTemplate {
    /// The folder of cassettes.
    static let cassettes = "cassettes"

    /// A configuration with every setting: the folder of cassettes, and the others as comments with their defaults.
    static var text: String {
        """
        # Settings of Tapedeck for this folder and those below it.
        #
        # Remove the '#' before a setting to change it. Flags and environment variables win over this file, and
        # 'tapedeck config' shows what is in force. Paths are relative to this file. Lists look like [first, second].
        # Keys and tokens do not belong here: commit this file.

        """ + Settings.groups.map(section).joined()
    }

    /// Tells git that cassettes are binary files; the driver that shows them as text is configured once a clone.
    static let gitAttributes = """
        # Cassettes are binary. To see them as text in diffs, run once in each clone:
        #   git config diff.tapedeck.textconv 'tapedeck cassette text'
        *.sqlite binary diff=tapedeck

        """

    private static func section(_ group: Settings.Group) -> String {
        let indent = group.name == nil ? "" : "  "
        let head = group.name.map { "\n# \(group.title)\n\($0):\n" } ?? ""
        return head
            + group.settings.map { setting in
                let line = "\(setting.name): \(setting.key == Settings.cassettes.key ? cassettes : setting.template)"
                let isComment = setting.key != Settings.cassettes.key
                let comment = setting.help.replacing(" (repeatable)", with: "")
                return (group.name == nil ? "\n" : "")
                    + "\(indent)# \(comment)\n\(indent)\(isComment ? "#" : "")\(trimmed(line))\n"
            }
            .joined()
    }

    private static func trimmed(_ line: String) -> String { line.hasSuffix(" ") ? String(line.dropLast()) : line }
}
