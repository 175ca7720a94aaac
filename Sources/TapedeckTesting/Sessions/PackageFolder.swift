// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Finds the package that a test belongs to.
enum PackageFolder {
    /// The nearest folder above a source file that holds a `Package.swift`.
    ///
    /// Sources that were moved since they were compiled are looked for from the working directory; the folder of the
    /// file is the last resort, for projects without a package.
    static func of(file: String) -> URL {
        let folder = URL(fileURLWithPath: file).deletingLastPathComponent()
        let here = URL(fileURLWithPath: FileManager.default.currentDirectoryPath, isDirectory: true)
        return above(folder) ?? above(here) ?? (exists(folder) ? folder : here)
    }

    private static func above(_ folder: URL) -> URL? {
        let parts = folder.standardizedFileURL.pathComponents
        return parts.indices.reversed().lazy
            .map { URL(fileURLWithPath: NSString.path(withComponents: Array(parts[...$0])), isDirectory: true) }
            .first { exists($0.appending(path: "Package.swift")) }
    }

    private static func exists(_ url: URL) -> Bool { FileManager.default.fileExists(atPath: url.path) }
}
