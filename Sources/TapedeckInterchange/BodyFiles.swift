// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// Reads the files in which some formats keep bodies, by the names that a source file gives them.
package struct BodyFiles: Sendable {
    /// The folder that a name is looked up in.
    package enum Folder: Sendable, Hashable {
        /// The folder `__files` beside the mappings of WireMock.
        case mappingFiles
        /// The folder of the source file itself.
        case sourceFolder
    }

    /// Reads a file by its name, up to a number of bytes; `nil` when there is no such file or it is larger.
    package typealias Reading = @Sendable (_ folder: Folder, _ name: String, _ limit: Int) -> [UInt8]?

    /// The largest body that is read from a file, in bytes.
    package static let sizeLimit = 64 << 20

    private let read: Reading

    /// No files: a body that lies in one is left out.
    package static let none = BodyFiles { _, _, _ in nil }

    /// Creates a reader.
    /// - Parameter read: Reads a file; names have slashes between folders, and none leads outside.
    package init(read: @escaping Reading) {
        self.read = read
    }

    /// Reads a file, whose name must stay inside its folder.
    func bytes(of name: String, in folder: Folder) throws(SourceProblem) -> [UInt8] {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        let isInside = !name.contains("\\") && !name.contains("\0") && !parts.contains { $0.isEmpty || $0 == ".." }
        guard isInside else {
            throw .malformed("the file name '\(name)' of a body leads out of its folder")
        }
        guard let bytes = read(folder, name, Self.sizeLimit) else {
            let place = folder == .mappingFiles ? "the folder __files beside the mappings" : "the folder of the archive"
            throw SourceProblem(
                code: .unreadable,
                reason: "the file '\(name)' of a body is not there, or has more than \(Self.sizeLimit) bytes",
                remedy: "put it into \(place)"
            )
        }
        return bytes
    }
}
