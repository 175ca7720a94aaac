// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Tapedeck

/// The path of a cassette, from its name and the folder of the suite.
enum CassettePath {
    /// The folder of cassettes where none is named.
    static let folder = "cassettes"

    /// The absolute path of a file in the folder of cassettes.
    /// - Parameters:
    ///   - name: The path below the folder, as the user gave it.
    ///   - folder: The folder; relative to the package of the source file.
    ///   - file: The source file.
    ///   - type: The extension of a name without one.
    /// - Returns: The path.
    /// - Throws: `CassetteError` when the name leads out of the folder.
    static func resolve(
        _ name: String,
        in folder: String?,
        file: String,
        extension type: String? = "sqlite"
    ) throws(CassetteError) -> String {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        guard !name.utf8.contains(0), parts.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." }) else {
            throw CassetteError(
                code: .invalidArgument,
                message:
                    "'\(name)' cannot name a file of the folder of cassettes; give a path below it, such as 'chat/two-tools'."
            )
        }
        let folder = folder ?? Self.folder
        let base =
            folder.hasPrefix("/")
            ? URL(fileURLWithPath: folder, isDirectory: true)
            : PackageFolder.of(file: file).appending(path: folder, directoryHint: .isDirectory)
        let url = base.appending(path: name)
        guard let type, url.pathExtension.isEmpty else { return url.standardizedFileURL.path }
        return url.standardizedFileURL.path + "." + type
    }
}
