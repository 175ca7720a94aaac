// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif
import Foundation

/// The identity of a file: device and inode, or folder and name when it does not exist yet.
enum FileIdentity: Hashable {
    case file(device: UInt64, inode: UInt64)
    case place(device: UInt64, inode: UInt64, name: String)

    /// The longest chain of links that is followed.
    private static let linkLimit = 40

    /// The identity of the file that a path leads to, through links; `nil` when its folder is not there either.
    init?(_ path: String) {
        if let status = Self.status(of: path) {
            self = .file(device: UInt64(truncatingIfNeeded: status.st_dev), inode: UInt64(status.st_ino))
            return
        }
        var path = path
        for _ in 0..<Self.linkLimit {
            let folder = (path as NSString).deletingLastPathComponent
            guard let target = try? FileManager.default.destinationOfSymbolicLink(atPath: path) else {
                guard let status = Self.status(of: folder.isEmpty ? "." : folder) else { return nil }
                self = .place(
                    device: UInt64(truncatingIfNeeded: status.st_dev),
                    inode: UInt64(status.st_ino),
                    name: (path as NSString).lastPathComponent
                )
                return
            }
            path = target.hasPrefix("/") ? target : (folder as NSString).appendingPathComponent(target)
        }
        return nil
    }

    /// The kind of file at a path, such as `S_IFREG`; `nil` when there is none.
    static func kind(of path: String) -> mode_t? {
        status(of: path).map { $0.st_mode & S_IFMT }
    }

    private static func status(of path: String) -> stat? {
        var status = stat()
        return stat(path, &status) == 0 ? status : nil
    }
}
