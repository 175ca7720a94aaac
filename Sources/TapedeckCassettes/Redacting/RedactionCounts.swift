// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The numbers of replaced secrets, by kind.
package struct RedactionCounts: Sendable, Hashable {
    /// Key-shaped strings, and secrets known by value.
    package internal(set) var keys = 0
    /// Values of members, fields and items that are named like a credential or by a JSON path.
    package internal(set) var named = 0
    /// Matches by rule.
    package internal(set) var patterns: [String: Int] = [:]
    /// Header fields that are not kept any more.
    package internal(set) var fields = 0

    /// All of it.
    package var total: Int { patterns.values.reduce(keys + named + fields, +) }
}
