// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Tapedeck
import Testing

@testable import TapedeckTesting

struct CassettePathTests {
    private let folder: TemporaryFolder
    private var file: String { folder.url.appending(path: "Tests/ChatTests/Chat.swift").path }

    init() throws {
        folder = try TemporaryFolder()
        let tests = folder.url.appending(path: "Tests/ChatTests")
        try FileManager.default.createDirectory(at: tests, withIntermediateDirectories: true)
        try Data().write(to: folder.url.appending(path: "Package.swift"))
    }

    @Test func `cassettes lie beside the manifest of the package of the test`() throws {
        #expect(
            try CassettePath.resolve("chat/two-tools", in: nil, file: file)
                == folder.path + "/cassettes/chat/two-tools.sqlite"
        )
        #expect(
            try CassettePath.resolve("a.db", in: "Tests/recordings", file: file) == folder.path
                + "/Tests/recordings/a.db"
        )
        #expect(try CassettePath.resolve("a", in: "/srv/recordings", file: file) == "/srv/recordings/a.sqlite")
    }

    @Test func `a package inside of another has cassettes of its own`() throws {
        try Data().write(to: folder.url.appending(path: "Tests/Package.swift"))
        #expect(try CassettePath.resolve("a", in: nil, file: file) == folder.path + "/Tests/cassettes/a.sqlite")
    }

    @Test(arguments: ["", "/etc/a", "../a", "a/../../b", "a//b", "./a", "a\0"])
    func `a name that leads elsewhere is refused`(name: String) {
        let error = #expect(throws: CassetteError.self) { try CassettePath.resolve(name, in: nil, file: file) }
        #expect(error?.message.contains("give a path below it") == true)
    }
}
