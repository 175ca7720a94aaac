// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TapedeckCassettes
import TapedeckCore

/// Where the cassettes of a server are.
package enum CassetteSource: Sendable, Hashable {
    /// Nowhere; everything is simulated.
    case none
    /// One file, the server's own cassette; sessions may name others in the same folder.
    case file(String)
    /// A folder, below which every session names its own.
    case folder(String)
    /// Anywhere; every session names its own by an absolute path, for sessions that only this process begins.
    case anywhere

    /// The file name extension of a cassette whose name has none.
    package static let fileExtension = "sqlite"

    /// Whether each session loads its cassette when it begins, rather than all as the run first opened it.
    var isLoadedBySessions: Bool {
        switch self {
        case .none, .file: false
        case .folder, .anywhere: true
        }
    }

    /// The path of the cassette that a session names, or of the server's own.
    /// - Throws: `CassetteError` for a name that leads elsewhere.
    func path(of name: String?) throws(CassetteError) -> String? {
        switch (self, name) {
        case (.none, nil), (.folder, nil), (.anywhere, nil): return nil
        case (.file(let path), nil): return path
        case (.none, _?): throw CassetteError(code: .invalidArgument, message: "This server has no cassettes.")
        case (.file(let path), let name?):
            guard Self.isPlain(name[...]) else {
                throw CassetteError(
                    code: .invalidArgument,
                    message:
                        "'\(name)' is not the name of a cassette beside \(path); give a file name without a folder."
                )
            }
            return ((path as NSString).deletingLastPathComponent as NSString).appendingPathComponent(name)
        case (.folder(let folder), let name?):
            let parts = name.split(separator: "/", omittingEmptySubsequences: false)
            guard name.utf8.count <= 1024, parts.allSatisfy(Self.isPlain) else {
                throw CassetteError(
                    code: .invalidArgument,
                    message: "'\(name)' is not the path of a cassette below \(folder); give one such as "
                        + "'chat/two-tools', without '..' and names that begin with a dot."
                )
            }
            return Self.withExtension((folder as NSString).appendingPathComponent(name))
        case (.anywhere, let path?): return Self.withExtension(path)
        }
    }

    /// A path with the extension of cassettes, unless it has one that SQLite files have.
    package static func withExtension(_ path: String) -> String {
        FileKind.endings.contains { path.hasSuffix(".\($0)") } ? path : "\(path).\(fileExtension)"
    }

    private static func isPlain(_ name: Substring) -> Bool {
        !name.isEmpty && !name.hasPrefix(".") && !name.contains("/") && !name.contains("\0")
    }
}
