// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import Tapedeck
import TapedeckCore

/// Shows the settings in force.
struct ConfigCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config",
        abstract: "Shows the settings in force, and what gives each of them.",
        discussion: """
            Settings come from flags, else environment variables, else the file, else they have their default. The file is \
            that of --config or TAPEDECK_CONFIG, or the nearest tapedeck.yaml: in the working directory or above it, up to \
            the root of the repository or the home folder.
              tapedeck config
              tapedeck config --json
            """
    )

    @OptionGroup(title: "Configuration") var options: ConfigurationOptions

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        let configuration = ProjectConfiguration.current
        let settings = Settings.all.map { ($0, $0.shown(by: configuration)) }
        // An invalid record mode in the environment is no mode that could be shown.
        let consent = try RecordingConsent.inForce(named: nil)
        if json {
            Terminal.print(text: document(settings, of: configuration).text(indent: 2))
            return
        }
        Terminal.print(headline(of: configuration))
        let rows = settings.map { setting, shown in [setting.key, text(shown.value), "\(shown.origin)"] }
        Terminal.write(result: "\n" + TextTable(rows: rows, names: 3).description)
        if !consent.isGiven {
            Terminal.note("CI is set: nothing is recorded unless --mode or \(EnvironmentVariable.record) names a mode.")
        }
    }

    private func headline(of configuration: ProjectConfiguration) -> String {
        if let file = configuration.file { return "Settings of \(file.path):" }
        if options.noConfig { return "No file was read; these are the defaults:" }
        let folders = ConfigurationSearch(
            folder: FileManager.default.currentDirectoryPath,
            home: configuration.environment["HOME"]
        ).folders
        let last = folders.count > 1 ? " or above it up to \(folders[folders.count - 1])" : ""
        // A name that is often meant.
        let other = folders.first { OutputPlace.kind(of: "\($0)/tapedeck.yml") != nil }
        let remark = other.map { " (\($0)/tapedeck.yml has another name and is not read)" } ?? ""
        return "There is no \(ConfigurationSearch.fileName) in \(folders[0])\(last)\(remark); these are the defaults:"
    }

    private func text(_ value: JSONValue) -> String {
        switch value {
        case .null, .array([]): "none"
        case .array(let elements): elements.map(text).joined(separator: ", ")
        case .string(let text): text
        default: value.text()
        }
    }

    private func document(
        _ settings: [(any AnySetting, (value: JSONValue, origin: SettingOrigin))],
        of configuration: ProjectConfiguration
    ) -> JSONValue {
        let members = settings.map { setting, shown in
            JSONMember(
                name: setting.key,
                value: [
                    "value": shown.value, "origin": .string("\(shown.origin)"), "flag": .string("--\(setting.flag)"),
                    "variables": .array(setting.variables.map { .string($0) }),
                ]
            )
        }
        return ["file": .optional(configuration.file?.path), "settings": .object(members)]
    }
}
