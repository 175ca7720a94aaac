// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import Tapedeck
import TapedeckCore

/// The cassettes of a server: one file, or a folder whose cassettes its sessions name.
struct CassetteOptions: ParsableArguments {
    @Option(help: "The cassette; 'record' makes it when there is none.")
    var cassette: String?

    @Option(
        help: """
            A folder of cassettes, in place of --cassette: a server for a test suite, where each test begins a session \
            that names its cassette.
            """
    )
    var cassettes: String?

    func validate() throws {
        switch (cassette, cassettes) {
        case (nil, nil): throw ValidationError("Give the cassette with --cassette FILE, or a folder with --cassettes.")
        case (_?, _?):
            throw ValidationError("--cassette names one cassette and --cassettes a folder; give one of both.")
        default: break
        }
    }

    /// Where the cassettes are.
    /// - Parameter creates: Whether a folder is made when there is none.
    /// - Returns: The source; a folder exists.
    /// - Throws: `CassetteError` when there is no such folder.
    func source(creatingFolder creates: Bool) throws -> CassetteSource {
        guard let folder = cassettes else { return cassette.map { .file($0) } ?? .none }
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder) {
            guard isFolder.boolValue else {
                throw CassetteError(
                    code: .invalidArgument,
                    message: "\(folder) is a file and no folder of cassettes; name one cassette with --cassette."
                )
            }
            return .folder(folder)
        }
        guard creates else {
            throw CassetteError(code: .notFound, message: "There is no folder \(folder) with cassettes to play.")
        }
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw CassetteError(code: .writeFailed, message: "The folder \(folder) cannot be made: \(error).")
        }
        return .folder(folder)
    }
}
