// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Crypto
import Testing

/// The names that come from a test: of its session, of its own cassette, and for `swift test --filter`.
struct TestName: Sendable, Hashable {
    /// The longest name of a session in bytes.
    private static let limit = 256

    /// The name of the session, such as `ChatTests.Tools/answers(_:)["en"]`: as `swift test list` shows the test.
    var session: String
    /// An expression for `swift test --filter`.
    let filter: String
    /// The path of the test's own cassette, such as `Tools/answers`.
    let cassette: String

    /// The names of a test of Swift Testing.
    init(_ id: Test.ID, arguments: CaseArguments) {
        self.init(module: id.moduleName, components: id.nameComponents, arguments: arguments)
    }

    /// The names of a function outside of Swift Testing.
    init(function: String, fileID: String) {
        let parts = fileID.split(separator: "/")
        let file = (parts.last ?? "").split(separator: ".").first.map(String.init) ?? "Tests"
        self.init(
            module: parts.first.map(String.init) ?? "Tests",
            components: [file, function],
            arguments: .none,
            filter: "/" + String(function.prefix { $0 != "(" })
        )
    }

    /// The names of the test that runs, if it is one of Swift Testing.
    static var ofRunningTest: TestName? {
        Test.current.map { TestName($0.id, arguments: CaseArguments(Test.Case.current)) }
    }

    /// - Parameters:
    ///   - module: The module.
    ///   - components: The names of the suites and of the function, such as `Tools` and `answers(_:)`.
    ///   - arguments: The arguments of the case.
    ///   - filter: The expression for `swift test --filter`, by default one for this test alone.
    init(module: String, components: [String], arguments: CaseArguments, filter: String? = nil) {
        var session = "\(module).\(components.joined(separator: "/"))"
        if !arguments.texts.isEmpty {
            session += "[\(arguments.texts.joined(separator: ", "))]"
            if arguments.repetition > 0 { session += "#\(arguments.repetition + 1)" }
        }
        self.session = Self.short(session.replacing("\0", with: "\u{FFFD}"))
        self.filter = filter ?? "\(module)." + components.map(Self.expression).joined(separator: "/")
        cassette = components.map(Self.fileName).joined(separator: "/")
    }

    /// A name of limited length: what is too long ends with a digest of the whole.
    static func short(_ name: String) -> String {
        guard name.utf8.count > limit else { return name }
        let digest = SHA256.hash(data: Array(name.utf8)).prefix(8).reduce(into: "") { text, byte in
            let digits = String(byte, radix: 16)
            text += digits.count == 1 ? "0" + digits : digits
        }
        var start = name
        while start.utf8.count > limit - digest.utf8.count - 3 { start.removeLast() }
        return "\(start)…\(digest)"
    }

    /// A name as a regular expression that matches the name of no other test, in a shell's quotes.
    private static func expression(_ component: String) -> String {
        let parts = split(component)
        let name = parts.name.reduce(into: "") { text, character in
            if character == "'" { return text.append(".") }
            if "\\^$.|?*+()[]{}".contains(character) { text.append("\\") }
            text.append(character)
        }
        return parts.isRaw ? "`\(name)`" : component.contains("(") ? "\(name)\\(" : name
    }

    /// A name as that of a file: letters, digits, underscores and dashes.
    private static func fileName(_ component: String) -> String {
        let words = split(component).name.split { !($0.isLetter || $0.isNumber || $0 == "_") }
        return words.isEmpty ? "test" : words.joined(separator: "-")
    }

    /// A name without parameters, and whether it is a raw identifier.
    private static func split(_ component: String) -> (name: String, isRaw: Bool) {
        if component.hasPrefix("`"), let end = component.dropFirst().lastIndex(of: "`") {
            return (String(component[component.index(after: component.startIndex)..<end]), true)
        }
        return (String(component.prefix { $0 != "(" }), false)
    }
}
