// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TapedeckCore
import TapedeckYAML

extension Setting: AnySetting {
    var template: String {
        switch standard.json {
        case .null: ""
        case .string(let text): text
        case let value: value.text()
        }
    }

    func check(_ file: ConfigurationFile) throws(ConfigurationError) {
        guard let section = file.section(section), let value = try Value.read(name, in: section) else { return }
        if let problem = problem(value, "'\(name)'") { throw section.remark(name, problem) }
    }

    func shown(by configuration: ProjectConfiguration) -> (value: JSONValue, origin: SettingOrigin) {
        let (value, origin) = configuration.value(of: self)
        return (value.json, origin)
    }

    /// Refuses a value of the flag.
    /// - Throws: `ValidationError`.
    func validate(_ value: Value) throws {
        if let problem = problem(value, "--\(flag)") { throw ValidationError(problem) }
    }
}

// The default of a flag is the value in force without it.

extension Option where Value: ExpressibleByArgument & SettingValue {
    init(_ setting: Setting<Value>) {
        self.init(
            wrappedValue: setting.inForce,
            name: .customLong(setting.flag),
            help: ArgumentHelp(stringLiteral: setting.help)
        )
    }
}

extension Option {
    init<Element: ExpressibleByArgument & SettingValue>(_ setting: Setting<[Element]>) where Value == [Element] {
        self.init(
            wrappedValue: setting.inForce,
            name: .customLong(setting.flag),
            help: ArgumentHelp(stringLiteral: setting.help)
        )
    }

    init<Wrapped: ExpressibleByArgument & SettingValue>(_ setting: Setting<Wrapped?>) where Value == Wrapped? {
        guard let value = setting.inForce else {
            self.init(name: .customLong(setting.flag), help: ArgumentHelp(stringLiteral: setting.help))
            return
        }
        // The parser gives a default only to options that always have a value.
        self.init(
            wrappedValue: value,
            name: .customLong(setting.flag),
            help: ArgumentHelp(stringLiteral: "\(setting.help) (default: \(value.json.string ?? value.json.text()))")
        ) { text -> Wrapped? in
            guard let value = Wrapped(argument: text) else { throw ValidationError("give \(Wrapped.expected)") }
            return value
        }
    }
}

extension Flag where Value == Bool {
    init(_ setting: Setting<Bool>) {
        self.init(
            wrappedValue: setting.inForce,
            name: .customLong(setting.flag),
            inversion: .prefixedNo,
            help: ArgumentHelp(stringLiteral: setting.help)
        )
    }
}
