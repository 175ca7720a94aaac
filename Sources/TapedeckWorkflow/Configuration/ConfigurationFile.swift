// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Yams

/// Reads the YAML of a configuration, which a person wrote and misspells.
struct ConfigurationFile {
    /// The largest file, in bytes; a configuration has some hundred.
    private static let sizeLimit = 256 << 10
    /// The most brackets of a file, and the most nested dashes of a line: what reads it goes down a level with each.
    private static let nestingLimit = 500

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
        guard bytes.count(where: { $0 == UInt8(ascii: "[") || $0 == UInt8(ascii: "{") }) <= Self.nestingLimit,
            bytes.split(separator: UInt8(ascii: "\n")).allSatisfy({ line in
                line.prefix { $0 == 0x20 || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "?") }.count <= 200
            })
        else { throw .badInput("\(path) is nested deeper than a configuration can be.") }
        let node: Node?
        do {
            node = try Parser(yaml: text, resolver: .default, encoding: .utf8).singleRoot()
        } catch {
            throw .badInput("\(path)\(Self.place(error)): the YAML is not readable: \(Self.problem(error)).")
        }
        guard let node else { throw .badInput("\(path) is empty. Give a configuration.") }
        self.path = path
        root = try ConfigurationSection(file: path, name: "the configuration", node: node)
    }

    private static func place(_ error: any Error) -> String {
        switch error {
        case YamlError.scanner(_, _, let mark, _), YamlError.parser(_, _, let mark, _),
            YamlError.composer(_, _, let mark, _):
            ", line \(mark.line)"
        case YamlError.duplicatedKeysInMapping(_, let context): ", line \(context.mark.line)"
        default: ""
        }
    }

    private static func problem(_ error: any Error) -> String {
        switch error {
        case YamlError.scanner(_, let problem, _, _), YamlError.parser(_, let problem, _, _),
            YamlError.composer(_, let problem, _, _), YamlError.reader(let problem, _, _, _):
            problem
        case YamlError.duplicatedKeysInMapping: "a key stands twice in one map"
        default: "unknown failure"
        }
    }
}
