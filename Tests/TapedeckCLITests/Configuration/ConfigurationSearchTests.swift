// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import TapedeckCLI

@Suite final class ConfigurationSearchTests {
    private let root: String

    init() throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("tapedeck-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: path.appendingPathComponent("a/b/c"),
            withIntermediateDirectories: true
        )
        root = path.resolvingSymlinksInPath().path
    }

    deinit { try? FileManager.default.removeItem(atPath: root) }

    private func add(_ path: String) throws {
        if path.hasSuffix("/") {
            try FileManager.default.createDirectory(atPath: "\(root)/\(path)", withIntermediateDirectories: true)
        } else {
            try Data().write(to: URL(fileURLWithPath: "\(root)/\(path)"))
        }
    }

    private func search(from folder: String, home: String? = nil) -> ConfigurationSearch {
        ConfigurationSearch(folder: "\(root)/\(folder)", home: home.map { "\(root)/\($0)" })
    }

    @Test func `the nearest file counts, relative to the working directory`() throws {
        try add(".git/")
        try add("tapedeck.yaml")
        #expect(search(from: "a/b/c").file == "../../../tapedeck.yaml")
        try add("a/b/tapedeck.yaml")
        #expect(search(from: "a/b/c").file == "../tapedeck.yaml")
        try add("a/b/c/tapedeck.yaml")
        #expect(search(from: "a/b/c").file == "tapedeck.yaml")
    }

    @Test func `the search ends at the root of the repository`() throws {
        try add("tapedeck.yaml")
        try add("a/.git")
        #expect(search(from: "a/b/c").file == nil)
        #expect(search(from: "a/b/c").folders == ["\(root)/a/b/c", "\(root)/a/b", "\(root)/a"])
    }

    @Test func `the search ends at the home folder, even if a repository holds it`() throws {
        try add(".git/")
        try add("tapedeck.yaml")
        #expect(search(from: "a/b/c", home: "a").file == nil)
        try add("a/tapedeck.yaml")
        #expect(search(from: "a/b/c", home: "a").file == "../../tapedeck.yaml")
        #expect(search(from: "a/b/c", home: "elsewhere").file == "../../tapedeck.yaml")
    }

    @Test func `folders that everybody may write to are passed over, unless one works there`() throws {
        try add("a/tapedeck.yaml")
        try add("a/.git")
        try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: "\(root)/a")
        #expect(search(from: "a/b/c").file == nil)
        #expect(search(from: "a").file == "tapedeck.yaml")
    }

    @Test func `a folder of that name is no file`() throws {
        try add("a/tapedeck.yaml/")
        #expect(search(from: "a").file == nil)
    }
}
