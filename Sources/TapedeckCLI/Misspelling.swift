// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TapedeckCore

/// An unknown word on the command line, with the one that was probably meant.
///
/// The parser checks what is missing before what is unknown, so a misspelt option is reported as the missing one.
struct Misspelling: Error {
    /// One line that names the word, and the one that was probably meant.
    let message: String
    /// The command whose help lists the known ones, such as `tapedeck run`.
    let command: String

    /// Looks through the words of a command line that the parser has refused; `nil` when all are known.
    init?(_ words: [String], tree: JSONValue) {
        guard var command = tree["command"] else { return nil }
        var names = [command["commandName"]?.string ?? ""]
        var options = Self.options(of: command)
        for word in words.prefix(while: { $0 != "--" }) {
            if word.hasPrefix("--") {
                let name = String(word.prefix { $0 != "=" })
                guard !options.contains(name) else { continue }
                self.init("Unknown option '\(name)'.", name, options, names)
                return
            }
            let subcommands = command["subcommands"]?.elements ?? []
            guard !subcommands.isEmpty, !word.hasPrefix("-"), word != "help" else { continue }
            guard let next = subcommands.first(where: { $0["commandName"]?.string == word }) else {
                self.init(
                    "There is no command '\(word)'.",
                    word,
                    subcommands.compactMap { $0["commandName"]?.string },
                    names
                )
                return
            }
            command = next
            names.append(word)
            options = Self.options(of: command)
        }
        return nil
    }

    private init(_ problem: String, _ word: String, _ known: [String], _ names: [String]) {
        let meant = Spelling.nearest(to: word, among: known)
        message = problem + (meant.map { " Did you mean '\($0)'?" } ?? "")
        command = names.joined(separator: " ")
    }

    /// The long options of a command, and those that every command has.
    private static func options(of command: JSONValue) -> [String] {
        let names = (command["arguments"]?.elements ?? []).flatMap { $0["names"]?.elements ?? [] }
            .filter { $0["kind"]?.string == "long" }
            .compactMap { $0["name"]?.string }
        return (names + ["help", "help-hidden", "version", "generate-completion-script", "experimental-dump-help"])
            .map { "--\($0)" }
    }
}
