// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TapedeckCore
import TapedeckInterchange

/// A file to import, and what is asked of the disk for it.
struct ImportInput {
    /// What folders are searched for.
    private static let endings: Set<String> = ["yml", "yaml", "json", "har", "jsonl", "flow", "flows", "mitm"]
    /// Where WireMock keeps bodies, which are no source files themselves.
    private static let bodyFolder = "__files"

    let path: String
    /// The name of the file's own session: its path without the ending, which a path prefix can hold.
    let session: String
    /// The number of bytes; 0 when it is not known.
    let size: Int
    /// Whether the file can be read more than once, as a pipe cannot.
    let isRegular: Bool

    private init(path: String, name: String) {
        self.path = path
        session = (name as NSString).deletingPathExtension.replacingOccurrences(of: "/", with: ".")
        let target = URL(filePath: path).resolvingSymlinksInPath().path
        let attributes = try? FileManager.default.attributesOfItem(atPath: target)
        size = (attributes?[.size] as? NSNumber)?.intValue ?? 0
        isRegular = attributes?[.type] as? FileAttributeType == .typeRegular
    }

    /// The files a path stands for, in order: itself, or what lies in the folder.
    static func all(at path: String) throws -> [ImportInput] {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw CassetteError(code: .notFound, message: "There is no file or folder \(path) to import.")
        }
        guard isFolder.boolValue else { return [ImportInput(path: path, name: (path as NSString).lastPathComponent)] }
        let inside = FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []
        return inside.sorted()
            .filter { name in
                endings.contains((name as NSString).pathExtension.lowercased())
                    && !(name as NSString).pathComponents.contains(bodyFolder)
            }
            .map { ImportInput(path: (path as NSString).appendingPathComponent($0), name: $0) }
            .filter(\.isSource)
    }

    /// Whether a file of a folder is to be read; lines of JSON are mostly something else than a cassette.
    private var isSource: Bool {
        guard isRegular, (path as NSString).pathExtension.lowercased() == "jsonl" else { return true }
        guard let start = try? open()(64) else { return true }
        return CanonicalText.begins(start)
    }

    /// Opens the file for reading from its beginning.
    func open() throws -> (Int) throws -> [UInt8] {
        guard let file = FileHandle(forReadingAtPath: path) else {
            throw CassetteError(code: .notFound, message: "\(path) cannot be read; check its permissions.")
        }
        return { count in Array(try file.read(upToCount: count) ?? Data()) }
    }

    /// The bodies that lie in files beside the mappings of WireMock, never any file outside of that folder.
    var bodyFiles: BodyFiles {
        var folder = URL(filePath: path).standardizedFileURL.deletingLastPathComponent()
        for _ in 0..<8 {
            let files = folder.appending(path: Self.bodyFolder).resolvingSymlinksInPath()
            if FileManager.default.fileExists(atPath: files.path) {
                return BodyFiles { name, limit in Self.read(name, in: files, limit: limit) }
            }
            folder.deleteLastPathComponent()
        }
        return .none
    }

    private static func read(_ name: String, in folder: URL, limit: Int) -> [UInt8]? {
        // Links are followed first, so that none leads out.
        let file = folder.appending(path: name).resolvingSymlinksInPath()
        guard file.path.hasPrefix(folder.path + "/"), let handle = FileHandle(forReadingAtPath: file.path) else {
            return nil
        }
        defer { try? handle.close() }
        guard let data = try? handle.read(upToCount: limit + 1) ?? Data(), data.count <= limit else { return nil }
        return Array(data)
    }
}
