// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import GRDB
import Synchronization
import TapedeckCore
import TapedeckTestSupport
import Testing

@testable import TapedeckCassettes

struct RecordingHomeTests {
    private let folder: TemporaryFolder
    private let path: String
    private let other: String

    init() async throws {
        folder = try TemporaryFolder()
        path = folder("x.sqlite")
        other = folder("other.sqlite")
        for (path, count) in [(path, 2), (other, 40)] {
            let cassette = try Cassette.record(path, new: .test)
            for index in 0..<count { try await cassette.add(.sample(path: "/before/\(index)")) }
            try cassette.close()
        }
    }

    /// Something that happens to a cassette while it is recorded into.
    enum Mishap: String, Sendable, CaseIterable {
        case replaced, deleted, renamed, linked, overwritten, logDeleted, logReplaced

        /// How many recordings the file that was saved has: those of before are gone with a file that is written over.
        var saved: Int { self == .overwritten ? 4 : 6 }
        /// How many are at the path afterwards.
        var left: Int? {
            switch self {
            case .replaced, .linked, .overwritten: 40
            case .deleted, .renamed: nil
            // SQLite does not open it again in the process that lost the log.
            case .logDeleted, .logReplaced: nil
            }
        }
    }

    private func happen(_ mishap: Mishap) throws {
        let manager = FileManager.default
        switch mishap {
        case .replaced:
            try manager.copyItem(atPath: other, toPath: folder("copy"))
            try #require(rename(folder("copy"), path) == 0)
        case .deleted: try manager.removeItem(atPath: path)
        case .renamed: try manager.moveItem(atPath: path, toPath: folder("elsewhere"))
        case .linked:
            try manager.removeItem(atPath: path)
            try manager.createSymbolicLink(atPath: path, withDestinationPath: other)
        case .overwritten:
            let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
            try file.truncate(atOffset: 0)
            try file.write(contentsOf: Data(contentsOf: URL(fileURLWithPath: other)))
            try file.close()
        case .logDeleted: try manager.removeItem(atPath: path + "-wal")
        case .logReplaced:
            try manager.copyItem(atPath: path + "-wal", toPath: folder("copy"))
            try #require(rename(folder("copy"), path + "-wal") == 0)
        }
    }

    @Test(arguments: Mishap.allCases, [false, true])
    func `saves what was recorded beside a file that is no longer what it was`(
        _ mishap: Mishap,
        recordsOn: Bool
    ) async throws {
        let told = Mutex<[String]>([])
        let cassette = try Cassette.record(path, new: .test) { error in told.withLock { $0.append(error.message) } }
        let later = recordsOn ? 2 : 0
        for index in 0..<4 - later { try await cassette.add(.sample(path: "/during/\(index)")) }
        try happen(mishap)
        for index in 4 - later..<4 { try await cassette.add(.sample(path: "/during/\(index)")) }
        let error = try #require(throws: CassetteError.self) { try cassette.close() }
        let saved = folder("x.recovered-1.sqlite")
        #expect(error.code == .displaced)
        #expect(error.message.contains(saved))
        #expect(told.withLock { $0 } == [error.message])
        #expect(try Cassette.open(saved).count() == mishap.saved)
        if mishap != .logReplaced { #expect(!folder.names.contains("x.sqlite-wal")) }
        if let left = mishap.left {
            #expect(try Cassette.open(path).count() == left)
            try Cassette.open(path).verify { Issue.record("\($0)") }
        }
        #expect(try Cassette.open(other).count() == 40)
        try Cassette.open(saved).verify { Issue.record("\($0)") }
    }

    @Test func `needs no index of the log`() async throws {
        let cassette = try Cassette.record(path, new: .test)
        try await cassette.add(.sample())
        try FileManager.default.removeItem(atPath: path + "-shm")
        try await cassette.add(.sample())
        try cassette.close()
        #expect(try Cassette.open(path).count() == 4)
    }

    @Test func `moves a long log into the file on the way`() async throws {
        let cassette = try Cassette.record(path, new: .test)
        let body = String(repeating: "x", count: 100_000)
        for index in 0..<120 { try await cassette.add(.sample(path: "/\(index)", response: body + "\(index)")) }
        let log = try FileManager.default.attributesOfItem(atPath: path + "-wal")[.size] as? Int ?? 0
        #expect(log < 8 << 20)
        // A copy of file and log, as a killed recorder leaves them, belongs together.
        for name in ["", "-wal"] {
            try FileManager.default.copyItem(atPath: path + name, toPath: folder("left.sqlite" + name))
        }
        try cassette.close()
        #expect(try Cassette.open(folder("left.sqlite")).count() == 122)
    }

    @Test(arguments: [false, true])
    func `keeps the log of another version of the file away from it`(inPlace: Bool) async throws {
        let cassette = try Cassette.record(path, new: .test)
        for index in 0..<3 { try await cassette.add(.sample(path: "/during/\(index)")) }
        // As a killed recorder leaves them.
        let left = folder("left.sqlite")
        for name in ["", "-wal"] { try FileManager.default.copyItem(atPath: path + name, toPath: left + name) }
        try cassette.close()
        let bytes = try Data(contentsOf: URL(fileURLWithPath: other))
        try bytes.write(to: URL(fileURLWithPath: left), options: inPlace ? [] : .atomic)
        #expect(try Cassette.open(left).count() == 40)
        #expect(try Data(contentsOf: URL(fileURLWithPath: left)) == bytes)
        #expect(folder.names.contains("left.sqlite-wal.orphaned-1"))
        try Cassette.record(left, new: .test).close()
        #expect(try Cassette.open(left).count() == 40)
    }
}
