// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// The error of text that is not UTF-8.
enum SourceFile {
    /// The failure of bytes that are not UTF-8, of which the first line is given.
    static func invalidText(_ bytes: ArraySlice<UInt8>, line: Int) -> SourceProblem {
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let index = lines.firstIndex { String(validating: $0, as: UTF8.self) == nil }
        return .malformed(
            "the text is not UTF-8",
            line: index.map { $0 + line },
            remedy: "convert the file to UTF-8"
        )
    }
}
