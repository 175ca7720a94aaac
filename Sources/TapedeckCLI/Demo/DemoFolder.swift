// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import TapedeckCore

/// The folder of a demo: one that the user named, or a temporary one.
struct DemoFolder {
    /// The path, as it is shown.
    let path: String
    /// Whether the folder stays when the demo ends.
    let isKept: Bool

    var cassette: String { file("demo.sqlite") }
    /// The body of the first request, for a client of the user's own.
    var question: String { file("question.json") }

    /// Makes the folder.
    /// - Parameters:
    ///   - path: The folder to keep; `nil` makes a temporary one.
    ///   - environment: The environment, where `TMPDIR` names the place of temporary folders.
    /// - Throws: `ValidationError` for a folder that holds something; ``OutputError`` when it cannot be made.
    init(keeping path: String?, environment: [String: String] = ProcessInfo.processInfo.environment) throws {
        isKept = path != nil
        self.path = try path.map(Self.make) ?? Self.makeTemporary(environment)
    }

    func removeUnlessKept() {
        guard !isKept else { return }
        try? FileManager.default.removeItem(atPath: path)
    }

    private func file(_ name: String) -> String { (path as NSString).appendingPathComponent(name) }

    private static func make(_ path: String) throws -> String {
        guard !path.isEmpty else { throw ValidationError("--output names no folder.") }
        let files = FileManager.default
        let content: [String]
        do {
            try files.createDirectory(atPath: path, withIntermediateDirectories: true)
            content = try files.contentsOfDirectory(atPath: path)
        } catch {
            throw OutputError(
                message:
                    "The folder \(path) cannot be made (\(error.localizedDescription)); give another with --output."
            )
        }
        guard content.isEmpty else {
            throw ValidationError("--output \(path): the folder is not empty; give a new one.")
        }
        return path
    }

    private static func makeTemporary(_ environment: [String: String]) throws -> String {
        let place = environment["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
        var template = (place as NSString).appendingPathComponent("tapedeck-demo-XXXXXX").utf8CString.map { $0 }
        let isMade = template.withUnsafeMutableBufferPointer { $0.baseAddress.flatMap { mkdtemp($0) } != nil }
        guard isMade else {
            throw OutputError(
                message:
                    "No temporary folder can be made in \(place) (\(String(cString: strerror(errno)))). Set TMPDIR "
                    + "to a folder that can be written to, or name one with --output."
            )
        }
        return String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
