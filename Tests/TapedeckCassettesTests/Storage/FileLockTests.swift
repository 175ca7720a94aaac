// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TapedeckCore
import Testing

@testable import TapedeckCassettes

struct FileLockTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    @Test func `is held by one at a time, by whatever path`() throws {
        let path = folder("x")
        let link = folder("link")
        let lock = try FileLock(path: path)
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: path)
        for name in [path, link, folder("./x")] {
            #expect(FileLock.isHeld(name))
            #expect(try #require(throws: CassetteError.self) { try FileLock(path: name) }.code == .inUse)
        }
        #expect(!FileLock.isHeld(folder("y")))
        lock.release()
        lock.release()
        #expect(!lock.isHeld)
        let next = try FileLock(path: link)
        #expect(FileLock.isHeld(path))
        next.release()
    }

    @Test func `is given back with its value`() throws {
        let path = folder("x")
        do {
            let lock = try FileLock(path: path)
            #expect(lock.isHeld)
        }
        #expect(!FileLock.isHeld(path))
        #expect(try FileLock(path: path).isHeld)
    }
}
