// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import TapedeckCLI

@Suite final class CassetteFolderTests {
    private let root: String

    init() throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("tapedeck-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: path.appendingPathComponent("chat"),
            withIntermediateDirectories: true
        )
        root = path.path
    }

    deinit { try? FileManager.default.removeItem(atPath: root) }

    private func path(_ name: String) throws -> String {
        let file = try ConfigurationFile(Array("cassettes: \(root)\n".utf8), path: "tapedeck.yaml")
        return ProjectConfiguration.$current.withValue(ProjectConfiguration(file: file)) { CassetteFolder.path(name) }
    }

    @Test func `a name is looked up in the folder, with and without the extension`() throws {
        for name in ["one.sqlite", "chat/two.sqlite", "three"] {
            try Data().write(to: URL(fileURLWithPath: "\(root)/\(name)"))
        }
        #expect(try path("one") == "\(root)/one.sqlite")
        #expect(try path("one.sqlite") == "\(root)/one.sqlite")
        #expect(try path("chat/two") == "\(root)/chat/two.sqlite")
        #expect(try path("three") == "\(root)/three")
    }

    @Test func `a new name is that of a cassette in the folder, and a new path is itself`() throws {
        #expect(try path("new") == "\(root)/new.sqlite")
        #expect(try path("new.db") == "\(root)/new.db")
        #expect(try path("gpt-4.1") == "\(root)/gpt-4.1.sqlite")
        for name in ["some/new", "./new", "../new", "/new"] { #expect(try path(name) == name) }
    }

    @Test func `a path that exists is itself`() throws {
        try Data().write(to: URL(fileURLWithPath: "\(root)/one.sqlite"))
        #expect(try path("\(root)/one.sqlite") == "\(root)/one.sqlite")
        #expect(CassetteFolder.path("one") == "one")
    }
}
