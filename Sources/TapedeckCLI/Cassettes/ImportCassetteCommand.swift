// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import TapedeckCassettes
import TapedeckCore
import TapedeckInterchange

struct ImportCassetteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Takes over recordings of other tools.",
        discussion: """
            Reads Ruby VCR, R vcr and vcrpy YAML, HAR 1.2 (also Polly.JS), Azure test-proxy JSON, and Datadog test-agent \
            JSON and YAML; the format is found by content.
              tapedeck cassette import tests/cassettes --into suite.sqlite --session-per-file

            What could not be carried over is listed by file; a broken file does not stop the rest, and ends with 65.
            """
    )

    @Argument(help: "Files, or folders that are searched for .yml, .yaml, .json and .har.")
    var files: [String]

    @Option(help: "The cassette to add to; made when there is none.")
    var into: String

    @Flag(help: "Make each file a session of its own, named after the file.")
    var sessionPerFile = false

    @OptionGroup(title: "Matching") var matching: MatchingOptions

    func run() async throws {
        let inputs = try files.flatMap(Self.inputs)
        let cassette = try Cassette.record(
            into,
            new: CassetteMetadata(tool: "tapedeck \(Tapedeck.version)", created: WallClock.now),
            matchingRules: try matching.rules()
        )
        let importer = try CassetteImporter(redactionRules: cassette.redactionRules)
        var imported = 0
        var broken = 0
        for input in inputs {
            do {
                let file = try importer.read(
                    try Self.read(input.path, limit: importer.limits.fileBytes),
                    name: input.path
                )
                for omission in file.omissions { Terminal.note("\(input.path): \(omission)") }
                try await add(file.interactions, session: sessionPerFile ? input.session : "", to: cassette)
                imported += file.interactions.count
            } catch let error as ImportError {
                Terminal.note("\(error)")
                broken += 1
            }
        }
        try cassette.close()
        Terminal.note(
            "\(imported) interactions from \(inputs.count - broken) files"
                + (broken > 0 ? "; \(broken) files could not be read" : "")
        )
        if broken > 0 { throw Failure.badInput }
    }

    private func add(_ interactions: [Interaction], session: String, to cassette: Cassette) async throws {
        let redactor = Redactor(patterns: try LinePatterns(cassette.redactionRules))
        for var interaction in interactions {
            interaction.session = session
            let key = try interaction.request.key(
                rules: cassette.matchingRules,
                redactor: redactor,
                read: cassette.read
            )
            _ = try await cassette.append(interaction, fingerprint: key.fingerprint, replacingUpTo: nil)
        }
    }

    // MARK: - Input files

    private struct Input {
        let path: String
        let session: String
    }

    /// The files a path stands for, in order: itself, or what lies in the folder.
    private static func inputs(_ path: String) throws -> [Input] {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw CassetteError(code: .notFound, message: "There is no file or folder \(path) to import.")
        }
        guard isFolder.boolValue else {
            return [Input(path: path, session: session((path as NSString).lastPathComponent))]
        }
        let extensions: Set<String> = ["yml", "yaml", "json", "har"]
        let inside = FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []
        return inside.sorted().filter { extensions.contains(($0 as NSString).pathExtension.lowercased()) }.map {
            Input(path: (path as NSString).appendingPathComponent($0), session: session($0))
        }
    }

    /// The name of a file's session: its path without the ending, which a path prefix can hold.
    private static func session(_ path: String) -> String {
        (path as NSString).deletingPathExtension.replacingOccurrences(of: "/", with: ".")
    }

    private static func read(_ path: String, limit: Int) throws -> [UInt8] {
        guard let file = FileHandle(forReadingAtPath: path) else {
            throw CassetteError(code: .notFound, message: "\(path) cannot be read; check its permissions.")
        }
        defer { try? file.close() }
        // One byte more than is accepted, so that the importer sees that there is more.
        return Array(try file.read(upToCount: limit + 1) ?? Data())
    }
}
