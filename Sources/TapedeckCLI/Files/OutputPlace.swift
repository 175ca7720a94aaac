// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
import TapedeckCore
import Darwin
#else
import Glibc
#endif
import Foundation
import TapedeckCassettes

/// The file that a path leads to, or where it will be: folder and name when there is no file yet.
enum OutputPlace: Hashable {
    case file(FileIdentity)
    case place(folder: FileIdentity, name: String)

    /// The longest chain of links that is followed.
    private static let linkLimit = 40

    /// The place that a path leads to, through links; `nil` when its folder does not exist either.
    init?(_ path: String) {
        if let file = FileIdentity(path: path) {
            self = .file(file)
            return
        }
        var path = path
        for _ in 0..<Self.linkLimit {
            let folder = (path as NSString).deletingLastPathComponent
            guard let target = try? FileManager.default.destinationOfSymbolicLink(atPath: path) else {
                guard let identity = FileIdentity(path: folder.isEmpty ? "." : folder) else { return nil }
                self = .place(folder: identity, name: (path as NSString).lastPathComponent)
                return
            }
            path = target.hasPrefix("/") ? target : (folder as NSString).appendingPathComponent(target)
        }
        return nil
    }

    /// The kind of file at a path, such as `S_IFREG`; `nil` when there is nothing.
    static func kind(of path: String) -> mode_t? {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_mode & S_IFMT : nil
    }
}
