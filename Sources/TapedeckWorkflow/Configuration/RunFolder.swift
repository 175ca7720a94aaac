// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// Names of folders for models.
enum RunFolder {
    /// A name that every file system takes: letters, digits, `.`, `-` and `_` stay, all else becomes `-`.
    static func name(for model: String) -> String {
        let kept = model.lowercased().map {
            $0.isASCII && ($0.isLetter || $0.isNumber) || "._-".contains($0) ? $0 : "-"
        }
        let name = String(kept)
        return name.allSatisfy { $0 == "." } ? "model" : name
    }
}
