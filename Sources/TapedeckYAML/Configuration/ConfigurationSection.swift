// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import Yams

/// A map of a configuration file in YAML, with typed access to its values.
///
/// Errors name the file, the line, and the key that was probably meant.
package struct ConfigurationSection: Sendable {
    /// The largest file, in bytes; a configuration has some hundred.
    package static let sizeLimit = 256 << 10
    private static let limits = YAMLLimits(elements: 1 << 18, textBytes: 1 << 20)

    private let file: String
    /// The name in messages, such as `models[0]`.
    private let name: String
    private let line: Int?
    private let members: [ConfigurationNode.Member]

    private init(file: String, name: String, node: ConfigurationNode) throws(ConfigurationError) {
        self.file = file
        self.name = name
        line = node.line
        guard case .map(let members) = node.content else {
            throw ConfigurationError("\(file)\(Self.place(line)): \(name) must be a map of keys and values.")
        }
        self.members = members
    }

    /// Refuses keys other than these.
    package func allow(_ keys: [String]) throws(ConfigurationError) {
        for member in members where !keys.contains(member.key) {
            let remedy =
                if let nearest = Spelling.nearest(to: member.key, among: keys) {
                    "Did you mean '\(nearest)'?"
                } else {
                    "Known are \(keys.joined(separator: ", "))."
                }
            throw ConfigurationError(
                "\(file)\(Self.place(member.line)): \(name) has the unknown key '\(member.key)'. \(remedy)"
            )
        }
    }

    /// The keys in order.
    package var keys: [String] { members.map(\.key) }

    /// The line of a key that has a value.
    package func line(of key: String) -> Int? {
        node(key) == nil ? nil : members.first { $0.key == key }?.line
    }

    // MARK: - Values

    /// The text of a key.
    package func text(_ key: String) throws(ConfigurationError) -> String? {
        guard let node = node(key) else { return nil }
        guard let text = node.text, !text.isEmpty else { throw wrong(key, node, "a text") }
        return text
    }

    /// The text of a key that must be there.
    package func requiredText(_ key: String) throws(ConfigurationError) -> String {
        guard let text = try text(key) else { throw missing(key) }
        return text
    }

    /// The whole number of a key; underscores may group its digits.
    package func integer(_ key: String, _ range: ClosedRange<Int> = .min...(.max)) throws(ConfigurationError) -> Int? {
        guard let node = node(key) else { return nil }
        guard let value = node.plainText.flatMap({ Int($0.replacing("_", with: "")) }), range.contains(value) else {
            let start = range.lowerBound == .min ? "" : " from \(range.lowerBound)"
            let end = range.upperBound == .max ? "" : " to \(range.upperBound)"
            throw wrong(key, node, "a whole number\(start)\(end)")
        }
        return value
    }

    /// The number of a key.
    package func number(
        _ key: String,
        _ range: ClosedRange<Double> = -Double.infinity...(.infinity)
    ) throws(ConfigurationError) -> Double? {
        guard let node = node(key) else { return nil }
        guard let value = node.plainText.flatMap({ Double($0) }), range.contains(value) else {
            let start = range.lowerBound.isFinite ? " from \(range.lowerBound)" : ""
            let end = range.upperBound.isFinite ? " to \(range.upperBound)" : ""
            throw wrong(key, node, "a number\(start)\(end)")
        }
        return value
    }

    /// The truth value of a key.
    package func flag(_ key: String) throws(ConfigurationError) -> Bool? {
        guard let node = node(key) else { return nil }
        guard let flag = node.bool else { throw wrong(key, node, "true or false") }
        return flag
    }

    /// The map of a key.
    package func section(_ key: String) throws(ConfigurationError) -> ConfigurationSection? {
        guard let node = node(key) else { return nil }
        return try ConfigurationSection(file: file, name: "'\(key)'", node: node)
    }

    /// The map of a key that must be there.
    package func requiredSection(_ key: String) throws(ConfigurationError) -> ConfigurationSection {
        guard let section = try section(key) else { throw missing(key) }
        return section
    }

    /// The list of maps of a key.
    package func sections(_ key: String) throws(ConfigurationError) -> [ConfigurationSection] {
        guard let node = node(key) else { return [] }
        guard case .list(let elements) = node.content else { throw wrong(key, node, "a list") }
        var sections: [ConfigurationSection] = []
        for (index, element) in elements.enumerated() {
            sections.append(try ConfigurationSection(file: file, name: "\(key)[\(index)]", node: element))
        }
        return sections
    }

    /// The list of texts of a key; one text is a list of one.
    package func texts(_ key: String) throws(ConfigurationError) -> [String]? {
        guard let node = node(key) else { return nil }
        if let text = node.text, !text.isEmpty { return [text] }
        guard case .list(let elements) = node.content else { throw wrong(key, node, "a list of texts") }
        var texts: [String] = []
        for element in elements {
            guard let text = element.text, !text.isEmpty else { throw wrong(key, element, "a list of texts") }
            texts.append(text)
        }
        return texts
    }

    // MARK: - Errors

    /// An error about the value of a key, with its place.
    package func error(_ key: String, _ reason: String) -> ConfigurationError {
        ConfigurationError("\(file)\(Self.place(node(key)?.line ?? line)): '\(key)': \(reason)")
    }

    /// An error that says by itself which key it is about, with the place of that key.
    package func remark(_ key: String, _ sentence: String) -> ConfigurationError {
        let keyLine = members.first { $0.key == key }?.line
        return ConfigurationError("\(file)\(Self.place(keyLine ?? line)): \(sentence)")
    }

    private func missing(_ key: String) -> ConfigurationError {
        ConfigurationError("\(file)\(Self.place(line)): \(name) needs the key '\(key)'.")
    }

    private func wrong(_ key: String, _ node: ConfigurationNode, _ expected: String) -> ConfigurationError {
        let got = node.text.map { ", not \(JSONText.excerpt($0))" } ?? ""
        return ConfigurationError("\(file)\(Self.place(node.line ?? line)): '\(key)' must be \(expected)\(got).")
    }

    /// The value of a key; a key without a value counts as absent.
    private func node(_ key: String) -> ConfigurationNode? {
        members.first { $0.key == key }.map(\.node).flatMap { $0.isAbsent ? nil : $0 }
    }

    private static func place(_ line: Int?) -> String { line.map { ", line \($0)" } ?? "" }
}

extension ConfigurationSection {
    /// Reads a configuration file.
    /// - Parameters:
    ///   - bytes: The content of the file.
    ///   - file: The path for messages.
    /// - Throws: ``ConfigurationError`` when it is larger than ``sizeLimit``, not YAML or no map; `nil` when it is empty.
    package init?(_ bytes: [UInt8], file: String) throws(ConfigurationError) {
        guard bytes.count <= Self.sizeLimit else {
            throw ConfigurationError("\(file) has \(bytes.count) bytes, which is more than a configuration may have.")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw ConfigurationError("\(file) is not UTF-8. Convert it first: iconv -t UTF-8.")
        }
        let node: Node?
        do throws(YAMLError) {
            node = try YAMLReader.node(text, limits: Self.limits)
        } catch {
            if case .tooDeep = error.problem {
                throw ConfigurationError("\(file) is nested deeper than a configuration can be.")
            }
            throw ConfigurationError("\(file)\(Self.place(error.line)): \(error.reason).")
        }
        guard let root = node.map(ConfigurationNode.init), !root.isAbsent else { return nil }
        try self.init(file: file, name: "the configuration", node: root)
    }
}
