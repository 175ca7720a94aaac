// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A format that cassettes can be exported to.
public enum ExportFormat: String, Sendable, Hashable, CaseIterable {
    /// JSON lines: the text form of cassettes.
    case jsonl
    /// An HTTP archive, version 1.2.
    case har
    /// A cassette of the Python library vcrpy.
    case vcrpy
    /// A cassette of the Ruby library VCR.
    case vcr
}
