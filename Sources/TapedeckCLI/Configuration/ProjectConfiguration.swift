// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import TapedeckCore
import TapedeckYAML

/// What a configuration file and the environment say about the settings of a command.
struct ProjectConfiguration: Sendable {
    /// The configuration of this process, set before the command line is parsed, as it holds the defaults of flags.
    @TaskLocal static var current = ProjectConfiguration()

    /// The file; `nil` when there is none.
    var file: ConfigurationFile?
    var environment: [String: String] = [:]
    /// What is wrong with the file; commands that read it end with this.
    var problem: ConfigurationError?

    /// The value of a setting without flags, and what gives it.
    func value<Value>(of setting: Setting<Value>) -> (value: Value, origin: SettingOrigin) {
        for variable in setting.variables {
            if let text = environment[variable], !text.isEmpty, let value = Value(argument: text) {
                return (value, .variable(variable))
            }
        }
        // What cannot be read was refused when the file was.
        if let file, let section = file.section(setting.section), let line = section.line(of: setting.name),
            let value = try? Value.read(setting.name, in: section)
        {
            return (setting.isPath ? value.mapPaths(file.resolve) : value, .file(path: file.path, line: line))
        }
        return (setting.standard, .standard)
    }
}

extension ProjectConfiguration {
    /// The environment variable that names the file.
    static let variable = "TAPEDECK_CONFIG"

    /// Finds and reads the configuration of a command line; what is wrong with it becomes its ``problem``.
    /// - Parameters:
    ///   - arguments: The words of the command line, which may hold `--config FILE` or `--no-config`.
    ///   - environment: The environment.
    ///   - folder: The working directory.
    /// - Returns: The configuration.
    static func load(arguments: [String], environment: [String: String], folder: String) -> ProjectConfiguration {
        var configuration = ProjectConfiguration(environment: environment)
        guard let path = path(arguments: arguments, environment: environment, folder: folder) else {
            return configuration
        }
        do throws(ConfigurationError) {
            configuration.file = try ConfigurationFile(path: path, secrets: EnvironmentSecrets(environment))
        } catch {
            configuration.problem = error
        }
        return configuration
    }

    private static func path(arguments: [String], environment: [String: String], folder: String) -> String? {
        let words = arguments.prefix { $0 != "--" }
        if words.contains("--no-config") { return nil }
        if let at = words.lastIndex(of: "--config"), at + 1 < words.endIndex { return words[at + 1] }
        if let word = words.last(where: { $0.hasPrefix("--config=") }) {
            return String(word.dropFirst("--config=".count))
        }
        if let path = environment[variable], !path.isEmpty { return path }
        return ConfigurationSearch(folder: folder, home: environment["HOME"]).file
    }
}
