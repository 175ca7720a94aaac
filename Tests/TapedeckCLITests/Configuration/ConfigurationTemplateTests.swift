// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckYAML
import Testing

@testable import TapedeckCLI

@Suite struct ConfigurationTemplateTests {
    private static func shown(_ text: String) throws -> [String: JSONValue] {
        let configuration = ProjectConfiguration(file: try ConfigurationFile(Array(text.utf8), path: "tapedeck.yaml"))
        return Dictionary(uniqueKeysWithValues: Settings.all.map { ($0.key, $0.shown(by: configuration).value) })
    }

    @Test func `it means the defaults, apart from the folder of cassettes`() throws {
        var expected = try Self.shown("")
        expected["cassettes"] = "cassettes"
        let shown = try Self.shown(ConfigurationTemplate.text)
        #expect(shown == expected)
    }

    @Test func `it means the same with every comment sign before a setting removed`() throws {
        let lines = ConfigurationTemplate.text.split(separator: "\n", omittingEmptySubsequences: false)
        let plain = lines.map { line -> String in
            let text = line.drop { $0 == " " }
            guard text.first == "#", text.dropFirst().first?.isLetter == true else { return String(line) }
            return String(line.prefix { $0 == " " }) + String(text.dropFirst())
        }
        let keys = plain.filter { $0.firstMatch(of: /^ *[a-z_]+:/) != nil }
        let known = Settings.all.count + Settings.groups.count - 1
        #expect(keys.count == known)
        let expected = try Self.shown(ConfigurationTemplate.text)
        let shown = try Self.shown(plain.joined(separator: "\n"))
        #expect(shown == expected)
    }
}
