// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckYAML

/// A setting of the commands, declared once: its key in `tapedeck.yaml`, flag, environment variable, help and default.
///
/// A command declares the flag with `@Option(Settings.Server.port) var port: Int`. The default of that flag is what the
/// environment variable or the file says, so the property holds what is in force.
struct Setting<Value: SettingValue>: Sendable {
    /// The key of the section in the file; `nil` at the top.
    let section: String?
    /// The key in its section.
    let name: String
    /// The long flag, without dashes.
    let flag: String
    /// The environment variables that give a value; the first that is set counts.
    let variables: [String]
    let help: String
    /// The value when nothing gives one.
    let standard: Value
    /// Whether the value names files; those in a configuration file are relative to its folder.
    let isPath: Bool
    /// What is wrong with a value, as a sentence that begins with the given name; `nil` when nothing is.
    let problem: @Sendable (_ value: Value, _ name: String) -> String?

    /// - Parameters:
    ///   - key: The key, such as `server.port`.
    ///   - standard: The value when nothing gives one.
    ///   - flag: The long flag; `nil` spells the last part of the key with dashes.
    ///   - variables: The environment variables that give a value.
    ///   - isPath: Whether the value names files.
    ///   - help: One sentence.
    ///   - problem: What is wrong with a value.
    init(
        _ key: String,
        _ standard: Value,
        flag: String? = nil,
        variables: [String] = [],
        isPath: Bool = false,
        help: String,
        problem: @escaping @Sendable (_ value: Value, _ name: String) -> String? = { _, _ in nil }
    ) {
        let parts = key.split(separator: ".").map(String.init)
        section = parts.count > 1 ? parts.first : nil
        name = parts.last ?? key
        self.flag = flag ?? name.replacing("_", with: "-")
        self.variables = variables
        self.help = help
        self.standard = standard
        self.isPath = isPath
        self.problem = problem
    }

    /// The value without flags: of the environment, else of the file, else the default.
    var inForce: Value { ProjectConfiguration.current.value(of: self).value }

    /// Whether a flag gave a value that differs from the one in force without it.
    func isGiven(_ value: Value) -> Bool { value != inForce }
}

/// Any setting, to be listed and checked.
protocol AnySetting: Sendable {
    var section: String? { get }
    var name: String { get }
    var flag: String { get }
    var variables: [String] { get }
    var help: String { get }
    /// The default, as a value of YAML.
    var template: String { get }

    /// Checks the value in a file.
    /// - Throws: `ConfigurationError` with file and line.
    func check(_ file: ConfigurationFile) throws(ConfigurationError)
    /// The value in force, and what gives it.
    func shown(by configuration: ProjectConfiguration) -> (value: JSONValue, origin: SettingOrigin)
}

extension AnySetting {
    /// The key with its section, such as `server.port`.
    var key: String { (section.map { "\($0)." } ?? "") + name }
}

/// What gives the value of a setting.
enum SettingOrigin: Sendable, Hashable {
    case standard
    case file(path: String, line: Int)
    case variable(String)
}

extension SettingOrigin: CustomStringConvertible {
    /// A word, file and line, or the name of the variable.
    var description: String {
        switch self {
        case .standard: "default"
        case .file(let path, let line): "\(path):\(line)"
        case .variable(let name): name
        }
    }
}
