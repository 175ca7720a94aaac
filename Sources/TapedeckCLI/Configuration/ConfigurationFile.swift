// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TapedeckCore
import TapedeckYAML

/// A file with settings, checked as a whole.
struct ConfigurationFile: Sendable {
    /// The path, relative to the working directory where it was found from there.
    let path: String
    private let root: ConfigurationSection?
    private let sections: [String: ConfigurationSection]

    /// Reads a file.
    /// - Parameters:
    ///   - path: The file.
    ///   - secrets: The credentials of the environment, which the file must not contain.
    /// - Throws: `ConfigurationError` that names file, line and remedy.
    init(path: String, secrets: EnvironmentSecrets) throws(ConfigurationError) {
        try self.init(Self.read(path), path: path, secrets: secrets)
    }

    /// Reads the content of a file.
    init(_ bytes: [UInt8], path: String, secrets: EnvironmentSecrets = .none) throws(ConfigurationError) {
        self.path = path
        try SecretCheck(path: path, secrets: secrets).check(bytes)
        root = try ConfigurationSection(bytes, file: path)
        var sections: [String: ConfigurationSection] = [:]
        if let root {
            for name in Settings.groups.compactMap(\.name) { sections[name] = try root.section(name) }
        }
        self.sections = sections
        try checkKeys()
        for setting in Settings.all { try setting.check(self) }
    }

    /// A section by its key; `nil` is the top of the file.
    func section(_ name: String?) -> ConfigurationSection? {
        name.map { sections[$0] } ?? root
    }

    /// A path in the file, which is relative to its folder.
    func resolve(_ path: String) -> String {
        let folder = (self.path as NSString).deletingLastPathComponent
        return path.hasPrefix("/") || folder.isEmpty ? path : (folder as NSString).appendingPathComponent(path)
    }

    // MARK: - Reading

    private static func read(_ path: String) throws(ConfigurationError) -> [UInt8] {
        // A device without content, such as /dev/null, is an empty file; another special file might never end.
        guard path != "/dev/null" else { return [] }
        guard let kind = OutputPlace.kind(of: path) else {
            throw ConfigurationError(
                "There is no file \(path). 'tapedeck init' writes one, and --no-config reads none."
            )
        }
        guard kind == S_IFREG else { throw ConfigurationError("\(path) is not a file; name one with --config.") }
        do {
            let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
            defer { try? handle.close() }
            let size = try handle.seekToEnd()
            guard size <= ConfigurationSection.sizeLimit else {
                throw ConfigurationError("\(path) has \(size) bytes, which is more than a configuration may have.")
            }
            try handle.seek(toOffset: 0)
            return Array(try handle.read(upToCount: ConfigurationSection.sizeLimit) ?? Data())
        } catch let error as ConfigurationError {
            throw error
        } catch {
            throw ConfigurationError(
                "\(path) cannot be read (\(error.localizedDescription)). Change its permissions, or use --no-config."
            )
        }
    }

    // MARK: - Keys

    private func checkKeys() throws(ConfigurationError) {
        let names = Settings.groups.compactMap(\.name)
        for group in Settings.groups {
            guard let section = section(group.name) else { continue }
            let known = group.settings.map(\.name) + (group.name == nil ? names : [])
            for key in section.keys where !known.contains(key) {
                try SecretCheck.checkName(key, in: section)
                if let other = Settings.all.first(where: { $0.name == key }) {
                    throw section.remark(
                        key,
                        "'\(key)' belongs \(other.section.map { "under '\($0)'" } ?? "at the top")."
                    )
                }
            }
            try section.allow(known)
        }
    }
}
