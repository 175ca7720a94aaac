// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TapedeckCore

/// The attributes file and the configuration of one repository, or of all of a user.
struct GitSetup {
    private let isGlobal: Bool
    private let attributesPath: String
    private let driver: GitDriver
    /// The attributes file as people know it.
    let attributesName: String

    private var scope: String { isGlobal ? "--global" : "--local" }
    private var scopeName: String { isGlobal ? "global" : "this clone" }

    init(isGlobal: Bool) async throws {
        let environment = ProcessInfo.processInfo.environment
        self.isGlobal = isGlobal
        driver = GitDriver.ofProcess(arguments: CommandLine.arguments, environment: environment)
        guard isGlobal else {
            attributesPath = try await Git.topFolder() + "/.gitattributes"
            attributesName = ".gitattributes"
            return
        }
        let own = try await Git.run(["config", "--global", "--type=path", "--get", "core.attributesFile"])
        let home = environment["HOME"] ?? NSHomeDirectory()
        let folder = environment["XDG_CONFIG_HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? "\(home)/.config"
        let path = own.status == 0 ? own.text.trimmingCharacters(in: .newlines) : ""
        attributesPath = path.isEmpty ? "\(folder)/git/attributes" : path
        attributesName = attributesPath
    }

    /// Adds attributes and configuration.
    /// - Returns: A line for each change.
    func install(_ patterns: [String]) async throws -> [String] {
        var attributes = try read()
        let changes = patterns.compactMap { attributes.install($0) }
        try write(attributes)
        var lines = changes.map(line)
        for (name, value) in driver.settings {
            let old = try await Git.run(["config", scope, "--get-all", name])
            guard old.text != value + "\n" else { continue }
            _ = try await Git.text(["config", scope, "--replace-all", name, value])
            lines.append("git config (\(scopeName)): \(name) = \(value)")
        }
        return lines
    }

    /// Takes attributes and configuration out.
    /// - Returns: A line for each change.
    func remove() async throws -> [String] {
        var attributes = try read()
        let changes = attributes.remove()
        if !changes.isEmpty { try write(attributes) }
        var lines = changes.map(line)
        for (name, _) in driver.settings {
            guard try await Git.run(["config", scope, "--get-all", name]).status == 0 else { continue }
            _ = try await Git.text(["config", scope, "--unset-all", name])
            lines.append("git config (\(scopeName)): removed \(name)")
        }
        return lines
    }

    private func line(_ change: GitAttributes.Change) -> String {
        switch change {
        case .added(let line): "\(attributesName): added '\(line)'"
        case .changed(let old, let new): "\(attributesName): changed '\(old)' to '\(new)'"
        case .removed(let line): "\(attributesName): removed '\(line)'"
        case .keptForLFS(let line): "\(attributesName): left '\(line)', since git has only pointers to files in Git LFS"
        }
    }

    private func read() throws -> GitAttributes {
        guard FileManager.default.fileExists(atPath: attributesPath) else { return GitAttributes("") }
        guard let text = try? String(contentsOfFile: attributesPath, encoding: .utf8) else {
            throw Git.Failure(message: "\(attributesPath) cannot be read as UTF-8 text; check the file.")
        }
        return GitAttributes(text)
    }

    /// Replaces the file in one step; one without lines goes.
    private func write(_ attributes: GitAttributes) throws {
        guard try read() != attributes else { return }
        // A link, as people have them for files of their home folder, stays one.
        let url = URL(fileURLWithPath: attributesPath).resolvingSymlinksInPath()
        do {
            guard !attributes.isEmpty else { return try FileManager.default.removeItem(at: url) }
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
            let old = try? FileManager.default.attributesOfItem(atPath: url.path)[.posixPermissions]
            try Data(attributes.text.utf8).write(to: url, options: .atomic)
            try FileManager.default.setAttributes([.posixPermissions: old ?? 0o644], ofItemAtPath: url.path)
        } catch {
            throw OutputError(message: "\(attributesPath) cannot be written (\(error.localizedDescription)).")
        }
    }
}
