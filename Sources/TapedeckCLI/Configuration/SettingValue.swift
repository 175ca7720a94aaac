// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TapedeckCore
import TapedeckServer
import TapedeckSimulator
import TapedeckYAML

/// A value that a setting can have: how it is read from a configuration file and shown.
protocol SettingValue: Sendable, Equatable {
    /// Reads the value of a key; `nil` when the key is absent.
    /// - Throws: `ConfigurationError` with file and line.
    static func read(_ key: String, in section: ConfigurationSection) throws(ConfigurationError) -> Self?
    /// Reads the text of a flag or an environment variable.
    init?(argument: String)
    /// What a valid text is, for the error of an invalid one.
    static var expected: String { get }
    var json: JSONValue { get }
    /// The value with its paths changed.
    func mapPaths(_ change: (String) -> String) -> Self
}

extension SettingValue {
    static var expected: String { "a whole number" }

    func mapPaths(_ change: (String) -> String) -> Self { self }

    /// Reads a text by the rules of the flag.
    /// - Parameters:
    ///   - key: The key.
    ///   - section: Its section.
    ///   - expected: What the text must be.
    /// - Returns: The value; `nil` when the key is absent.
    /// - Throws: `ConfigurationError` with file and line.
    static func read(
        _ key: String,
        in section: ConfigurationSection,
        expected: String
    ) throws(ConfigurationError) -> Self? {
        guard let text = try section.text(key) else { return nil }
        guard let value = Self(argument: text) else {
            throw section.error(key, "\(JSONText.excerpt(text)) is not \(expected).")
        }
        return value
    }
}

// MARK: - Plain values

extension String: SettingValue {
    static func read(_ key: String, in section: ConfigurationSection) throws(ConfigurationError) -> String? {
        try section.text(key)
    }

    var json: JSONValue { .string(self) }

    func mapPaths(_ change: (String) -> String) -> String { change(self) }
}

extension Int: SettingValue {
    static func read(_ key: String, in section: ConfigurationSection) throws(ConfigurationError) -> Int? {
        try section.integer(key)
    }

    var json: JSONValue { .integer(self) }
}

extension UInt64: SettingValue {
    static func read(_ key: String, in section: ConfigurationSection) throws(ConfigurationError) -> UInt64? {
        try section.integer(key, 0...(.max)).map { UInt64($0) }
    }

    var json: JSONValue { .integer(self) }
}

extension Double: SettingValue {
    static func read(_ key: String, in section: ConfigurationSection) throws(ConfigurationError) -> Double? {
        try section.number(key)
    }

    var json: JSONValue { .decimal(self) }
}

extension Bool: SettingValue {
    static func read(_ key: String, in section: ConfigurationSection) throws(ConfigurationError) -> Bool? {
        try section.flag(key)
    }

    var json: JSONValue { .bool(self) }
}

// MARK: - Choices

extension SettingValue where Self: CaseIterable & RawRepresentable<String> {
    static func read(_ key: String, in section: ConfigurationSection) throws(ConfigurationError) -> Self? {
        let names = allCases.map(\.rawValue).joined(separator: ", ")
        return try read(key, in: section, expected: "one of \(names)")
    }

    var json: JSONValue { .string(rawValue) }
}

extension RecordMode: SettingValue {}
extension MissPolicy: SettingValue {}
extension PlaybackPolicy.Repeat: SettingValue {}
extension PlaybackPolicy.Polls: SettingValue {}
extension SimulatorConfiguration.Pace: SettingValue {}

extension PlaybackPolicy.Timing: SettingValue {
    static func read(_ key: String, in section: ConfigurationSection) throws(ConfigurationError) -> Self? {
        try read(key, in: section, expected: "instant, recorded or a number more than 0")
    }

    var json: JSONValue {
        switch self {
        case .instant: "instant"
        case .recorded(speed: 1): "recorded"
        case .recorded(let speed): .decimal(1 / speed)
        }
    }
}

extension ServiceDay: SettingValue {
    static func read(_ key: String, in section: ConfigurationSection) throws(ConfigurationError) -> ServiceDay? {
        try read(key, in: section, expected: ServiceDay.expected)
    }

    var json: JSONValue { .string(description) }
}

extension WebOrigin: SettingValue {
    static func read(_ key: String, in section: ConfigurationSection) throws(ConfigurationError) -> WebOrigin? {
        try read(key, in: section, expected: "an origin such as https://app.example")
    }

    var json: JSONValue { .string(description) }
}

// MARK: - Lists and values that may be missing

extension Array: SettingValue where Element: SettingValue {
    static func read(_ key: String, in section: ConfigurationSection) throws(ConfigurationError) -> [Element]? {
        guard let texts = try section.texts(key) else { return nil }
        var elements: [Element] = []
        for text in texts {
            guard let element = Element(argument: text) else {
                throw section.error(key, "the list has the invalid item \(JSONText.excerpt(text)).")
            }
            elements.append(element)
        }
        return elements
    }

    init?(argument: String) {
        guard let element = Element(argument: argument) else { return nil }
        self = [element]
    }

    var json: JSONValue { .array(map(\.json)) }

    func mapPaths(_ change: (String) -> String) -> [Element] { map { $0.mapPaths(change) } }
}

extension Optional: SettingValue where Wrapped: SettingValue {
    static func read(_ key: String, in section: ConfigurationSection) throws(ConfigurationError) -> Wrapped?? {
        guard let value = try Wrapped.read(key, in: section) else { return nil }
        return .some(value)
    }

    init?(argument: String) {
        guard let value = Wrapped(argument: argument) else { return nil }
        self = .some(value)
    }

    var json: JSONValue { map(\.json) ?? .null }

    func mapPaths(_ change: (String) -> String) -> Wrapped? { map { $0.mapPaths(change) } }
}
