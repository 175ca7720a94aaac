// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TapedeckCore
import Testing

final class AtomicFileTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    private var path: String { folder.appending(path: "result.json").path }
    private var names: [String] { (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [] }

    init() throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)
    }

    @Test(arguments: [false, true])
    func `a file has its name once it is complete, and replaces the one before`(isFlushed: Bool) throws {
        try Data("old".utf8).write(to: URL(filePath: path))
        let file = try AtomicFile(path: path)
        try file.write(Array("new, and ".utf8))
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "old")
        try file.write(Array("longer".utf8))
        try file.finish(flushed: isFlushed)
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "new, and longer")
        #expect(names == ["result.json"])
    }

    @Test func `a file that is not finished leaves nothing`() throws {
        do {
            let file = try AtomicFile(path: path)
            try file.write([1])
            #expect(names == ["result.json.partial"])
        }
        #expect(names.isEmpty)
    }

    @Test func `a device is written directly`() throws {
        let file = try AtomicFile(path: "/dev/null")
        #expect(file.isDirect)
        try file.write([1])
        try file.finish()
    }

    @Test func `a folder that is missing is named with the system's reason`() throws {
        let error = #expect(throws: FileFailure.self) { _ = try AtomicFile(path: "/no/such/folder/result") }
        #expect(error?.path == "/no/such/folder/result.partial")
        #expect(error?.reason == "No such file or directory")
    }
}
