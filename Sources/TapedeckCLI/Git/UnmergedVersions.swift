// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TapedeckCore

/// Copies of the versions of a file that git's index keeps while the file is unmerged.
struct UnmergedVersions {
    /// The version both sides come from, if there is one.
    let base: String?
    /// Our version.
    let ours: String
    /// Their version.
    let theirs: String
    private let folder: String

    /// Reads the versions from the index.
    /// - Throws: ``Git/Failure`` when the file is not unmerged, or one side has removed it.
    init(of file: String) async throws {
        let listing = try await Git.text(["ls-files", "--unmerged", "-z", "--", file])
        var objects: [Substring: String] = [:]
        for entry in listing.split(separator: "\0") {
            // Mode, object and stage, then the path behind a tab.
            let fields = entry.prefix { $0 != "\t" }.split(separator: " ")
            guard fields.count == 3, objects.updateValue(String(fields[1]), forKey: fields[2]) == nil else {
                throw Git.Failure(message: "'\(file)' names several files; name one at a time.")
            }
        }
        guard !objects.isEmpty else {
            throw Git.Failure(message: "\(file) has no conflict; 'git status' lists the unmerged files.")
        }
        guard let ours = objects["2"], let theirs = objects["3"] else {
            let word = ShellWord.of(file)
            throw Git.Failure(
                message:
                    "One side has removed the file \(file) itself; keep it with 'git add \(word)', or remove it with "
                    + "'git rm \(word)'."
            )
        }
        let folder = NSTemporaryDirectory() + "tapedeck-resolve-" + UUID().uuidString
        try FileManager.default.createDirectory(
            atPath: folder,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
        self.folder = folder
        self.ours = folder + "/ours.sqlite"
        self.theirs = folder + "/theirs.sqlite"
        base = objects["1"].map { _ in folder + "/base.sqlite" }
        do {
            try await Git.write(object: ours, to: self.ours)
            try await Git.write(object: theirs, to: self.theirs)
            if let object = objects["1"], let base { try await Git.write(object: object, to: base) }
        } catch {
            removeCopies()
            throw error
        }
    }

    /// Removes the copies.
    func removeCopies() {
        try? FileManager.default.removeItem(atPath: folder)
    }
}
