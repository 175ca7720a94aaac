// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import TapedeckCassettes
import TapedeckCore
import TapedeckInterchange

struct TextCassetteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "text",
        abstract: "Prints a cassette as text for 'git diff': the same text for the same recordings.",
        discussion: """
            Times, chunks, and header fields that differ with every request are left out.

            Once in a clone, where .gitattributes says '*.sqlite diff=tapedeck':
              git config diff.tapedeck.textconv 'tapedeck cassette text'

            A file that is no cassette is described in a line, so that git can go on; 'tapedeck cassette export' \
            writes the exact text form.
            """
    )

    @Argument(help: "The cassette.")
    var file: String

    func run() async throws {
        let cassette: Cassette
        do {
            cassette = try Cassette.open(file)
        } catch {
            guard [.notACassette, .newerVersion, .damaged].contains(error.code) else { throw error }
            return try printOther(error)
        }
        let form = DiffText(cassette)
        Terminal.print(text: form.head)
        try cassette.forEachInteraction { stored in
            Terminal.print(text: try form.text(of: stored.interaction))
        }
        try cassette.close()
    }

    /// What stands in the place of a cassette, such as a pointer of Git LFS, is shown; other files are described.
    private func printOther(_ error: CassetteError) throws {
        let limit = 1 << 16
        guard let handle = FileHandle(forReadingAtPath: file) else { throw error }
        defer { try? handle.close() }
        let bytes = Array(try handle.read(upToCount: limit + 1) ?? Data())
        if bytes.count <= limit, let text = String(validating: bytes, as: UTF8.self), !text.contains("\0") {
            Terminal.print(text: text.hasSuffix("\n") ? String(text.dropLast()) : text)
            return
        }
        let size = try handle.seekToEnd()
        let reason =
            switch error.code {
            case .notACassette: "not a cassette"
            case .newerVersion: "a cassette of a newer version"
            default: "a damaged cassette"
            }
        Terminal.print("(\(counted(size, "byte")), \(reason))")
    }
}
