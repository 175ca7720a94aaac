// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TapedeckCassettes
import TapedeckCore

/// The configuration that makes git show and merge cassettes by this tool.
struct GitDriver {
    /// The path of the binary that git is to run.
    let executable: String

    /// Names and values of git's configuration.
    var settings: [(name: String, value: String)] {
        let command = ShellWord.of(executable)
        // Git replaces what follows a percent sign in the driver, and leaves the other commands as they are.
        let driver = command.replacingOccurrences(of: "%", with: "%%")
        return [
            ("diff.tapedeck.textconv", "\(command) cassette text"),
            ("merge.tapedeck.name", "three-way merge of Tapedeck cassettes"),
            ("merge.tapedeck.driver", "\(driver) git merge-driver %O %A %B %P"),
        ]
    }

    /// The driver of the running binary, by the path it was found under, so that an updated binary is found as well.
    static func ofProcess(arguments: [String], environment: [String: String]) -> GitDriver {
        let own = Bundle.main.executablePath ?? arguments[0]
        let folder = FileManager.default.currentDirectoryPath
        let candidates: [String] =
            if arguments[0].contains("/") {
                [arguments[0]]
            } else {
                (environment["PATH"] ?? "").split(separator: ":").map { "\($0)/\(arguments[0])" }
            }
        let identity = FileIdentity(path: own)
        let found = candidates.first { FileIdentity(path: $0) == identity && identity != nil } ?? own
        let absolute = found.hasPrefix("/") ? found : "\(folder)/\(found)"
        return GitDriver(executable: (absolute as NSString).standardizingPath)
    }
}
