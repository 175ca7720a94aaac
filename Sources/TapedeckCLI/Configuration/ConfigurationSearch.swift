// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif
import TapedeckCore

/// Where `tapedeck.yaml` is looked for: the working directory and the folders above it.
///
/// The search ends at the root of the repository, or at the home folder. Outside of both it ends where the folders belong
/// to another user. Folders above the working directory that everybody may write to, such as `/tmp`, are passed over.
/// Otherwise other users of the machine could put a file there and choose where requests go.
struct ConfigurationSearch {
    static let fileName = "tapedeck.yaml"

    /// The folders, the working directory first, as absolute paths.
    let folders: [String]
    private let depths: [Int]

    /// - Parameters:
    ///   - folder: The working directory, as an absolute path.
    ///   - home: The home folder of the user.
    init(folder: String, home: String?) {
        var chain = [folder]
        while let slash = chain[chain.count - 1].lastIndex(of: "/"), chain[chain.count - 1] != "/" {
            let parent = chain[chain.count - 1][..<slash]
            chain.append(parent.isEmpty ? "/" : String(parent))
        }
        let repository = chain.firstIndex { !Self.isShared($0) && Self.status(Self.path(".git", in: $0)) != nil }
        let homeIndex = home.flatMap(Self.canonical).flatMap(chain.firstIndex)
        let last = [repository, homeIndex].compactMap(\.self).min() ?? Self.lastOfOneOwner(chain)
        depths = (0...last).filter { $0 == 0 || !Self.isShared(chain[$0]) }
        folders = depths.map { chain[$0] }
    }

    /// The nearest file, relative to the working directory.
    var file: String? {
        zip(folders, depths).first { folder, _ in
            Self.status(Self.path(Self.fileName, in: folder)).map { $0.st_mode & S_IFMT == S_IFREG } ?? false
        }
        .map { _, depth in String(repeating: "../", count: depth) + Self.fileName }
    }

    /// The last of the folders, from the first, that belong to one user, and that nobody else may write to.
    private static func lastOfOneOwner(_ chain: [String]) -> Int {
        let owner = status(chain[0])?.st_uid
        return chain.indices.dropFirst().first { isShared(chain[$0]) || status(chain[$0])?.st_uid != owner }
            .map { $0 - 1 } ?? chain.count - 1
    }

    private static func path(_ name: String, in folder: String) -> String {
        folder == "/" ? "/" + name : folder + "/" + name
    }

    private static func isShared(_ folder: String) -> Bool {
        status(folder).map { $0.st_mode & S_IWOTH != 0 } ?? false
    }

    private static func status(_ path: String) -> stat? {
        var status = stat()
        return stat(path, &status) == 0 ? status : nil
    }

    private static func canonical(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}
