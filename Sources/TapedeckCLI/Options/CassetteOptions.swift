// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import Tapedeck
import TapedeckCore

/// The cassettes of a server: one file, or a folder whose cassettes its sessions name.
struct CassetteOptions: ParsableArguments {
    @Option(help: "The cassette; 'record' makes it when there is none.", transform: CassetteFolder.path)
    var cassette: String?

    @Option(Settings.cassettes) var cassettes: String?

    func validate() throws {
        if cassette != nil, Settings.cassettes.isGiven(cassettes) {
            throw ValidationError("--cassette names one cassette and --cassettes a folder; give one of both.")
        }
    }

    /// Refuses a command line, and a configuration, that name no cassette.
    func requireCassette() throws {
        if cassette == nil, cassettes == nil {
            throw ValidationError("Give the cassette with --cassette FILE, or a folder with --cassettes.")
        }
    }

    /// Where the cassettes are.
    /// - Parameter creates: Whether a folder is made when there is none.
    /// - Returns: The source; a folder exists.
    /// - Throws: `CassetteError` when there is no such folder.
    func source(creatingFolder creates: Bool) throws -> CassetteSource {
        if let cassette { return .file(cassette) }
        guard let folder = cassettes else { return .none }
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
