// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import TapedeckCore

/// Writes a configuration file.
struct InitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Writes tapedeck.yaml, which lists all settings, and makes the folder of cassettes.",
        discussion: """
            The file stands in the working directory. Every command below that folder reads it, so that flags need not be \
            repeated. All settings in it have their defaults, apart from the folder of cassettes.
              tapedeck init
              tapedeck config
            """
    )

    @Flag(help: "Replace a file that is there already.")
    var force = false

    func run() async throws {
        let path = ConfigurationSearch.fileName
        let kind = OutputPlace.kind(of: path)
        guard kind == nil || force && kind == S_IFREG else {
            throw OutputError(
                message: kind == S_IFREG
                    ? "\(path) is there already. See what it says with 'tapedeck config', or replace it with --force."
                    : "\(path) is there already, and is not a file; move it away first."
            )
        }
        try makeFolder(ConfigurationTemplate.cassettes)
        do throws(FileFailure) {
            let file = try AtomicFile(path: path)
            try file.write(Array(ConfigurationTemplate.text.utf8))
            try file.finish()
        } catch {
            throw OutputError(message: "\(path) cannot be written (\(error.reason)).")
        }
        Terminal.print("wrote \(path)")
        Terminal.print(
            text: """

                What to do next
                  see what is in force:     tapedeck config
                  record a program:         tapedeck run --cassette chat -- python my_script.py
                  record without a key:     tapedeck run --cassette chat --simulate -- python my_script.py
                  serve a test suite:       tapedeck record
                """
        )
    }

    /// Makes the folder of cassettes, with a hint for git.
    private func makeFolder(_ folder: String) throws {
        let files = FileManager.default
        let attributes = (folder as NSString).appendingPathComponent(".gitattributes")
        do {
            if !files.fileExists(atPath: folder) {
                try files.createDirectory(atPath: folder, withIntermediateDirectories: false)
            }
            guard !files.fileExists(atPath: attributes) else { return }
            try Data(ConfigurationTemplate.gitAttributes.utf8).write(to: URL(fileURLWithPath: attributes))
            Terminal.print("wrote \(attributes)")
        } catch {
            throw OutputError(message: "The folder \(folder) cannot be made (\(error.localizedDescription)).")
        }
    }
}
