// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The built `tapedeck`, run as a user runs it, in a folder of its own.
struct RougeBinary: ~Copyable {
    /// What a run leaves behind.
    struct Outcome: Equatable {
        let output: String
        let errors: String
        let status: Int32
    }

    let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "tapedeck-rouge-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// Writes a file into the folder.
    func write(_ name: String, _ text: String) throws { try write(name, Data(text.utf8)) }

    func write(_ name: String, _ data: Data) throws { try data.write(to: folder.appending(path: name)) }

    func read(_ name: String) throws -> String {
        try String(contentsOf: folder.appending(path: name), encoding: .utf8)
    }

    /// Runs `tapedeck rouge` in the folder to its end.
    func run(_ arguments: String..., input: String = "", environment: [String: String] = [:]) throws -> Outcome {
        try run(arguments: arguments, input: input, environment: environment)
    }

    func run(arguments: [String], input: String = "", environment: [String: String] = [:]) throws -> Outcome {
        try write(".input", input)
        let process = process(arguments, environment)
        process.standardInput = try FileHandle(forReadingFrom: folder.appending(path: ".input"))
        process.standardOutput = try handle(".output")
        process.standardError = try handle(".errors")
        try process.run()
        process.waitUntilExit()
        return Outcome(output: try read(".output"), errors: try read(".errors"), status: process.terminationStatus)
    }

    /// A process that has not been started.
    func process(_ arguments: [String], _ environment: [String: String] = [:]) -> Process {
        let process = Process()
        process.executableURL = Self.executable
        process.arguments = ["rouge"] + arguments
        process.currentDirectoryURL = folder
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        return process
    }

    private func handle(_ name: String) throws -> FileHandle {
        try write(name, "")
        return try FileHandle(forWritingTo: folder.appending(path: name))
    }

    /// Beside the test bundle, where the package manager puts it.
    private static var executable: URL {
        let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }
        let folder = bundle?.bundleURL.deletingLastPathComponent() ?? Bundle.main.bundleURL
        return folder.appending(path: "tapedeck")
    }
}
