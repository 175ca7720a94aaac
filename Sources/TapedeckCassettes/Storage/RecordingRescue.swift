// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import GRDB
import TapedeckCore

/// Saves what a recorder has written into a file that is no longer at its path.
struct RecordingRescue {
    /// The most files of one name that are looked at for a free one.
    private static let limit = 10_000

    let file: RecordingFile
    let metadata: CassetteMetadata

    /// Writes a new cassette beside the place of the old one.
    /// - Parameter displacement: The change of the old file.
    /// - Returns: Its path.
    /// - Throws: Why it could not be written anywhere.
    func save(because displacement: RecordingFile.Displacement) throws -> String {
        var failure: any Error = DamagedRow("there is no folder to save it in")
        for folder in folders {
            guard let path = freePath(in: folder) else { continue }
            do {
                if displacement == .overwritten {
                    // Pages of the file are another's by now; what this run recorded is in the log.
                    try saveRows(path)
                } else {
                    try file.pool.writeWithoutTransaction { db in
                        try db.execute(sql: "VACUUM INTO ?", arguments: [path])
                    }
                }
                return path
            } catch {
                try? FileManager.default.removeItem(atPath: path)
                failure = error
            }
        }
        throw failure
    }

    /// Beside the old place, beside the file if it was moved, and where one can always write.
    private var folders: [String] {
        [file.path, file.currentPath].compactMap { $0.map { ($0 as NSString).deletingLastPathComponent } }
            + [FileManager.default.currentDirectoryPath, NSTemporaryDirectory()]
    }

    private func freePath(in folder: String) -> String? {
        let name = ((file.path as NSString).lastPathComponent as NSString).deletingPathExtension
        return (1...Self.limit).lazy
            .map { (folder as NSString).appendingPathComponent("\(name).recovered-\($0).sqlite") }
            .first { FileIdentity(path: $0, followsLinks: false) == nil }
    }

    /// Copies the interactions of this run one by one, without those that cannot be read.
    private func saveRows(_ path: String) throws {
        try CassetteDraft.write(path, metadata: metadata) { draft in
            try file.pool.writeWithoutTransaction { db in
                let ids = try InteractionID.fetchAll(
                    db,
                    sql: "SELECT id FROM interaction WHERE id > ? ORDER BY id",
                    arguments: [file.lastBefore]
                )
                try draft.inTransaction {
                    for id in ids { try? copy(id, from: db, to: draft) }
                }
            }
        }
    }

    private func copy(_ id: InteractionID, from db: Database, to draft: CassetteDraft) throws {
        guard var stored = try InteractionTable.page(after: id - 1, limit: 1, db).first?.interaction else { return }
        let fingerprint = try Data.fetchOne(
            db,
            sql: "SELECT fingerprint FROM interaction WHERE id = ?",
            arguments: [id]
        )
        guard let fingerprint = fingerprint.flatMap({ Fingerprint(bytes: $0) }) else { return }
        func body(_ body: RecordedBody) throws -> RecordedBody {
            guard case .stored(let reference) = body else { return body }
            return .bytes(try BodyTable.read(reference.id, range: 0..<reference.length, db))
        }
        stored.request.body = try body(stored.request.body)
        stored.response.body = try body(stored.response.body)
        _ = try InteractionTable.insert(stored, as: id, fingerprint: fingerprint, replacingUpTo: nil, draft.db)
    }
}
