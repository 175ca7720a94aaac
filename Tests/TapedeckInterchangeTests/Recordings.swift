// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TapedeckInterchange

/// Real recordings of public repositories, which are not part of this one.
enum Recordings {
    /// The root of the package.
    static let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    /// The folder of the recordings.
    static let root: URL = {
        let path = ProcessInfo.processInfo.environment["TAPEDECK_RECORDINGS"]
        return path.map { URL(filePath: $0) } ?? package.appending(path: "../shared/recordings").standardizedFileURL
    }()
    static var areThere: Bool { FileManager.default.fileExists(atPath: root.path) }

    /// A Python that has what the reference reader imports.
    static let python: String? = {
        let path =
            ProcessInfo.processInfo.environment["TAPEDECK_REFERENCE_PYTHON"]
            ?? package.appending(path: ".build/interchange-venv/bin/python").path
        let check = try? output(of: path, ["-c", "import vcr, yaml, multidict"])
        return check == nil ? nil : path
    }()

    /// The paths of all cassettes below the root, sorted.
    static func paths() -> [String] {
        let endings: Set<String> = ["yml", "yaml", "json", "har"]
        let all = FileManager.default.enumerator(atPath: root.path)?.compactMap { $0 as? String } ?? []
        return all.filter { endings.contains(URL(filePath: $0).pathExtension) }.sorted()
    }

    static func read(_ path: String) throws -> ImportedFile {
        let bytes = [UInt8](try Data(contentsOf: root.appending(path: path)))
        return try CassetteImporter().read(bytes, name: path)
    }

    /// What a program prints.
    static func output(of program: String, _ arguments: [String]) throws -> Data {
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw CocoaError(.executableLoad) }
        return data
    }
}
