// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TapedeckCassettes
import TapedeckCore

/// The cassettes that an MCP client may read: those the command names, and those in the folders it names.
struct MCPLibrary {
    /// The most cassettes of a folder.
    private static let limit = 10_000

    /// The files and folders, in order.
    let roots: [String]

    /// The paths of the cassettes, in order; folders are searched each time, since recordings come and go.
    var paths: [String] {
        var found: [String] = []
        for root in roots {
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: root, isDirectory: &isFolder) else { continue }
            guard isFolder.boolValue else {
                found.append(root)
                continue
            }
            let files = FileManager.default.enumerator(atPath: root)
            while found.count < Self.limit, let name = files?.nextObject() as? String {
                let file = name as NSString
                guard !name.split(separator: "/").contains(where: { $0.hasPrefix(".") }),
                    FileKind.endings.contains(file.pathExtension.lowercased())
                else { continue }
                found.append((root as NSString).appendingPathComponent(name))
            }
        }
        return found.sorted()
    }

    /// The path of a cassette that a client names.
    /// - Parameter name: A path as ``paths`` has it, its end, or nothing where there is but one cassette.
    /// - Returns: The path.
    /// - Throws: ``MCPArgumentError`` for what is not among them: a client reads nothing else of the machine.
    func path(_ name: String?) throws(MCPArgumentError) -> String {
        let paths = paths
        guard let name else {
            guard paths.count == 1 else {
                throw MCPArgumentError(
                    "There are \(counted(paths.count, "cassette")); say which, as list_cassettes names it."
                )
            }
            return paths[0]
        }
        if paths.contains(name) { return name }
        let found = paths.filter {
            $0.hasSuffix("/\(name)") || ($0 as NSString).deletingPathExtension.hasSuffix("/\(name)")
        }
        guard found.count == 1 else {
            let reason = found.isEmpty ? "There is no cassette" : "There are several cassettes"
            throw MCPArgumentError("\(reason) \(JSONText.excerpt(name)); list_cassettes names those there are.")
        }
        return found[0]
    }
}
