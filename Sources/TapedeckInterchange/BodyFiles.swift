// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// Reads the files in which some formats keep bodies, by the names that a source file gives them.
public struct BodyFiles: Sendable {
    /// The largest body that is read from a file, in bytes.
    public static let sizeLimit = 64 << 20

    private let read: @Sendable (_ name: String, _ limit: Int) -> [UInt8]?

    /// No files: a body that lies in one is left out.
    public static let none = BodyFiles { _, _ in nil }

    /// Creates a reader.
    /// - Parameter read: Reads a file by its name, with slashes between folders and none that leads outside, up to a
    ///   number of bytes; `nil` when there is no such file or it is larger.
    public init(read: @escaping @Sendable (_ name: String, _ limit: Int) -> [UInt8]?) {
        self.read = read
    }

    /// Reads a file, whose name must stay inside its folder.
    func bytes(of name: String, limit: Int) throws(SourceProblem) -> [UInt8] {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        let isInside = !name.contains("\\") && !name.contains("\0") && !parts.contains { $0.isEmpty || $0 == ".." }
        guard isInside else {
            throw .malformed("the file name '\(name)' of a body leads out of its folder")
        }
        guard let bytes = read(name, limit) else {
            throw SourceProblem(
                code: .unreadable,
                reason: "the file '\(name)' of a body is not there, or has more than \(limit) bytes",
                remedy: "put it into the folder __files beside the mappings"
            )
        }
        return bytes
    }
}
