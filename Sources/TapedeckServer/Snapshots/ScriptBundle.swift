// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Modules of JavaScript as one script, each in a function of its own.
///
/// It knows what the page's modules use: imports on lines of their own, and names that are exported where they are
/// declared. No module may import one that imports it.
struct ScriptBundle {
    /// The script.
    private(set) var text = "const modules = {};\n"
    private let replaced: [String: String]
    private let read: (String) -> String
    private var taken: Set<String> = []

    /// - Parameters:
    ///   - main: The module that begins.
    ///   - replaced: Modules that stand for others.
    ///   - read: The text of a module.
    init(main: String, replacing replaced: [String: String] = [:], read: @escaping (String) -> String) {
        self.replaced = replaced
        self.read = read
        add(main)
    }

    private mutating func add(_ name: String) {
        guard taken.insert(name).inserted else { return }
        var body: [Substring] = []
        var exports: [Substring] = []
        for line in read(name).split(separator: "\n", omittingEmptySubsequences: false) {
            if let imported = imported(by: line) {
                add(imported.module)
                if let names = imported.names { body.append("const \(names) = modules[\"\(imported.module)\"];") }
            } else if line.hasPrefix("export ") {
                let declaration = line.dropFirst("export ".count)
                exports.append(Self.name(declaredBy: declaration))
                body.append(declaration)
            } else {
                body.append(line)
            }
        }
        text += "\nmodules[\"\(name)\"] = (() => {\n\(body.joined(separator: "\n"))\n"
        text += "return { \(exports.joined(separator: ", ")) };\n})();\n"
    }

    /// The module that a line imports, and what it calls its names; `nil` for any other line.
    private func imported(by line: Substring) -> (module: String, names: Substring?)? {
        guard line.hasPrefix("import "), let start = line.range(of: "\"./")?.upperBound,
            let end = line[start...].firstIndex(of: "\"")
        else { return nil }
        let module = String(line[start..<end])
        let names = line.range(of: " from ").map { line[..<$0.lowerBound].dropFirst("import ".count) }
        return (replaced[module] ?? module, names.map { $0.hasPrefix("* as ") ? $0.dropFirst("* as ".count) : $0 })
    }

    private static func name(declaredBy declaration: Substring) -> Substring {
        let keywords = ["async", "class", "const", "function", "function*", "let"]
        let word = declaration.split(separator: " ").first { !keywords.contains(String($0)) } ?? ""
        return word.prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "$" }
    }
}
