// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization
import TapedeckCore
import TapedeckInterchange

/// A file to import, and how it is read.
struct ImportInput {
    /// The file extensions to search folders for.
    private static let endings: Set<String> = ["yml", "yaml", "json", "har", "jsonl", "flow", "flows", "mitm"]
    /// Where WireMock keeps bodies, which are no source files themselves.
    private static let bodyFolder = "__files"

    let path: String
    /// The name of the file's own session: its path without the ending, which a path prefix can hold.
    let session: String
    /// The number of bytes; 0 when it is not known.
    let size: Int
    /// The kind of the file, links followed; `nil` when there is none.
    private let type: FileAttributeType?

    private init(path: String, name: String) {
        self.path = path
        session = (name as NSString).deletingPathExtension.replacingOccurrences(of: "/", with: ".")
        let target = URL(filePath: path).resolvingSymlinksInPath().path
        let attributes = try? FileManager.default.attributesOfItem(atPath: target)
        size = (attributes?[.size] as? NSNumber)?.intValue ?? 0
        // A link that is left over leads nowhere.
        let type = attributes?[.type] as? FileAttributeType
        self.type = type == .typeSymbolicLink ? nil : type
    }

    /// Whether the file can be read more than once, as a pipe cannot.
    var isRegular: Bool { type == .typeRegular }

    /// The files a path stands for, in order: itself, or what lies in the folder.
    static func all(at path: String) throws -> [ImportInput] {
        var isFolder: ObjCBool = false
        let isDangling = (try? FileManager.default.destinationOfSymbolicLink(atPath: path)) != nil
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) || isDangling else {
            throw CassetteError(code: .notFound, message: "There is no file or folder \(path) to import.")
        }
        guard isFolder.boolValue else { return [ImportInput(path: path, name: (path as NSString).lastPathComponent)] }
        let inside = FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []
        let inputs = inside.sorted()
            .filter { name in
                endings.contains((name as NSString).pathExtension.lowercased())
                    && !(name as NSString).pathComponents.contains(bodyFolder)
            }
            .map { ImportInput(path: (path as NSString).appendingPathComponent($0), name: $0) }
            .filter(\.isSource)
        guard !inputs.isEmpty else {
            throw CassetteError(
                code: .notFound,
                message: "There is nothing to import in the folder \(path): no file in it ends in "
                    + endings.sorted().map { ".\($0)" }.joined(separator: ", ") + "."
            )
        }
        return inputs
    }

    /// Whether a file of a folder is to be read; lines of JSON are mostly something else than a cassette.
    private var isSource: Bool {
        guard type != .typeDirectory else { return false }
        guard isRegular, (path as NSString).pathExtension.lowercased() == "jsonl" else { return true }
        guard let start = try? open()(64) else { return true }
        return CassetteText.begins(start)
    }

    /// Opens the file for reading from its beginning.
    /// - Throws: `ImportError` when there is nothing to open; the files beside it may still be read.
    func open() throws(ImportError) -> (Int) throws -> [UInt8] {
        guard let type else {
            throw .unreadable(file: path, reason: "the link leads nowhere", remedy: "remove it, or restore its target")
        }
        guard type != .typeDirectory, let file = FileHandle(forReadingAtPath: path) else {
            throw .unreadable(file: path, reason: "the file cannot be opened", remedy: "check its permissions")
        }
        return { count in Array(try file.read(upToCount: count) ?? Data()) }
    }

    /// The bodies that lie in files of their own: beside the mappings of WireMock, or beside the file itself.
    /// - Parameter attached: Takes the paths of those that are read from beside the file.
    /// - Returns: What reads them.
    func bodyFiles(attached: AttachedFiles) -> BodyFiles {
        let own = URL(filePath: path).standardizedFileURL.deletingLastPathComponent()
        let mappingFiles = Self.mappingFiles(above: own)
        return BodyFiles { folder, name, limit in
            switch folder {
            case .mappingFiles: mappingFiles.flatMap { Self.read(name, in: $0, limit: limit) }
            case .sourceFolder:
                Self.read(name, in: own.resolvingSymlinksInPath(), limit: limit).map { bytes in
                    attached.add(own.appending(path: name))
                    return bytes
                }
            }
        }
    }

    private static func mappingFiles(above folder: URL) -> URL? {
        var folder = folder
        for _ in 0..<8 {
            let files = folder.appending(path: bodyFolder).resolvingSymlinksInPath()
            if FileManager.default.fileExists(atPath: files.path) { return files }
            folder.deleteLastPathComponent()
        }
        return nil
    }

    /// Reads a file of a folder, and never one outside of it.
    private static func read(_ name: String, in folder: URL, limit: Int) -> [UInt8]? {
        // Links are followed first, so that none leads out.
        let file = folder.appending(path: name).resolvingSymlinksInPath()
        let attributes = try? FileManager.default.attributesOfItem(atPath: file.path)
        guard file.path.hasPrefix(folder.path + "/"), attributes?[.type] as? FileAttributeType == .typeRegular,
            let handle = FileHandle(forReadingAtPath: file.path)
        else { return nil }
        defer { try? handle.close() }
        guard let data = try? handle.read(upToCount: limit + 1) ?? Data(), data.count <= limit else { return nil }
        return Array(data)
    }
}

/// The files that hold bodies for other files, and are not imported themselves.
final class AttachedFiles: Sendable {
    private let paths = Mutex<Set<String>>([])

    func add(_ file: URL) {
        _ = paths.withLock { $0.insert(file.resolvingSymlinksInPath().path) }
    }

    func contains(_ input: ImportInput) -> Bool {
        let path = URL(filePath: input.path).standardizedFileURL.resolvingSymlinksInPath().path
        return paths.withLock { $0.contains(path) }
    }
}
