// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckYAML
import Yams

/// The YAML file of a configuration, with helpful errors for misspelled keys and values.
struct ConfigurationFile {
    /// The largest file, in bytes; a configuration has some hundred.
    private static let sizeLimit = 256 << 10
    private static let limits = YAMLLimits(elements: 1 << 18, textBytes: 1 << 20)

    let path: String
    let root: ConfigurationSection

    init(path: String) throws(WorkflowError) {
        let bytes = try DiskFile.read(path)
        guard bytes.count <= Self.sizeLimit else {
            throw .badInput("\(path) has \(bytes.count) bytes, which is more than a configuration may have.")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw .badInput("\(path) is not UTF-8. Convert it first: iconv -t UTF-8.")
        }
        let node: Node?
        do throws(YAMLError) {
            node = try YAMLReader.node(text, limits: Self.limits)
        } catch {
            if case .tooDeep = error.problem {
                throw .badInput("\(path) is nested deeper than a configuration can be.")
            }
            throw .badInput("\(path)\(error.line.map { ", line \($0)" } ?? ""): \(error.reason).")
        }
        guard let node else { throw .badInput("\(path) is empty. Give a configuration.") }
        self.path = path
        root = try ConfigurationSection(file: path, name: "the configuration", node: node)
    }
}

/// A map of a configuration file, with typed access to its values.
struct ConfigurationSection {
    private let file: String
    /// The name in messages, such as `models[0]`.
    private let name: String
    private let line: Int?
    private let members: [(key: String, line: Int?, node: Node)]

    init(file: String, name: String, node: Node) throws(WorkflowError) {
        self.file = file
        self.name = name
        line = node.mark?.line
        guard case .mapping(let mapping) = node else {
            throw .badInput("\(file)\(Self.place(line)): \(name) must be a map of keys and values.")
        }
        members = mapping.map { ($0.key.scalar?.string ?? "", $0.key.mark?.line, $0.value) }
    }

    /// Refuses keys other than these.
    func allow(_ keys: [String]) throws(WorkflowError) {
        for (key, line, _) in members where !keys.contains(key) {
            let remedy =
                if let nearest = Spelling.nearest(to: key, among: keys) {
                    "Did you mean '\(nearest)'?"
                } else {
                    "Known are \(keys.joined(separator: ", "))."
                }
            throw .badInput("\(file)\(Self.place(line)): \(name) has the unknown key '\(key)'. \(remedy)")
        }
    }

    // MARK: - Values

    func has(_ key: String) -> Bool { node(key) != nil }

    func text(_ key: String) throws(WorkflowError) -> String? {
        guard let node = node(key) else { return nil }
        guard let text = node.scalar?.string, !text.isEmpty else { throw wrong(key, node, "a text") }
        return text
    }

    func requiredText(_ key: String) throws(WorkflowError) -> String {
        guard let text = try text(key) else {
            throw .badInput("\(file)\(Self.place(line)): \(name) needs the key '\(key)'.")
        }
        return text
    }

    func integer(_ key: String, _ range: ClosedRange<Int>) throws(WorkflowError) -> Int? {
        guard let node = node(key) else { return nil }
        let text = node.scalar.flatMap { $0.style == .plain ? $0.string.replacing("_", with: "") : nil }
        guard let value = text.flatMap({ Int($0) }), range.contains(value) else {
            let end = range.upperBound == .max ? "" : " to \(range.upperBound)"
            throw wrong(key, node, "a whole number from \(range.lowerBound)\(end)")
        }
        return value
    }

    func number(_ key: String, _ range: ClosedRange<Double>) throws(WorkflowError) -> Double? {
        guard let node = node(key) else { return nil }
        guard let value = node.scalar.flatMap({ $0.style == .plain ? Double($0.string) : nil }), range.contains(value)
        else {
            let end = range.upperBound.isFinite ? " to \(range.upperBound)" : ""
            throw wrong(key, node, "a number from \(range.lowerBound)\(end)")
        }
        return value
    }

    func flag(_ key: String) throws(WorkflowError) -> Bool? {
        guard let node = node(key) else { return nil }
        guard let flag = node.bool else { throw wrong(key, node, "true or false") }
        return flag
    }

    func section(_ key: String) throws(WorkflowError) -> ConfigurationSection? {
        guard let node = node(key) else { return nil }
        return try ConfigurationSection(file: file, name: "'\(key)'", node: node)
    }

    func requiredSection(_ key: String) throws(WorkflowError) -> ConfigurationSection {
        guard let section = try section(key) else {
            throw .badInput("\(file)\(Self.place(line)): \(name) needs the key '\(key)'.")
        }
        return section
    }

    func sections(_ key: String) throws(WorkflowError) -> [ConfigurationSection] {
        guard let node = node(key) else { return [] }
        guard case .sequence(let sequence) = node else { throw wrong(key, node, "a list") }
        var sections: [ConfigurationSection] = []
        for (index, element) in sequence.enumerated() {
            sections.append(try ConfigurationSection(file: file, name: "\(key)[\(index)]", node: element))
        }
        return sections
    }

    func texts(_ key: String) throws(WorkflowError) -> [String]? {
        guard let node = node(key) else { return nil }
        if let text = node.scalar?.string, !text.isEmpty { return [text] }
        guard case .sequence(let sequence) = node else { throw wrong(key, node, "a list of texts") }
        var texts: [String] = []
        for element in sequence {
            guard let text = element.scalar?.string, !text.isEmpty else { throw wrong(key, element, "a list of texts") }
            texts.append(text)
        }
        return texts
    }

    /// An error about the value of a key, with its place.
    func error(_ key: String, _ reason: String) -> WorkflowError {
        .badInput("\(file)\(Self.place(node(key)?.mark?.line ?? line)): '\(key)': \(reason)")
    }

    private func wrong(_ key: String, _ node: Node, _ expected: String) -> WorkflowError {
        let got = node.scalar.map { ", not \(JSONText.excerpt($0.string))" } ?? ""
        return .badInput("\(file)\(Self.place(node.mark?.line ?? line)): '\(key)' must be \(expected)\(got).")
    }

    /// The value of a key; a key without a value counts as absent.
    private func node(_ key: String) -> Node? {
        guard let node = members.first(where: { $0.key == key })?.node else { return nil }
        if let scalar = node.scalar, scalar.style == .plain, ["", "~", "null"].contains(scalar.string) { return nil }
        return node
    }

    private static func place(_ line: Int?) -> String { line.map { ", line \($0)" } ?? "" }
}
