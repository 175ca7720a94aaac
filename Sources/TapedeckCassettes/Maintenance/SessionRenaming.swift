// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

extension Cassette {
    /// Gives the recordings of a session the name of another, so that a renamed test plays them.
    /// - Parameters:
    ///   - path: The cassette.
    ///   - old: The session; empty for the default one.
    ///   - new: The other name, of which there are no recordings yet; empty for the default session.
    /// - Returns: The number of interactions that have the new name.
    /// - Throws: ``CassetteError`` when there is no such session or the new name is taken, and when the cassette cannot
    ///   be written; it is unchanged then.
    package static func renameSession(in path: String, from old: String, to new: String) async throws -> Int {
        // Opened for reading first: recording would make a cassette of a file that is not there.
        let reading = try Cassette.open(path)
        let metadata = reading.metadata
        let counts = try [old, new].map { try reading.count(in: RecordingScope(sessions: .label($0))) }
        try reading.close()
        guard counts[0] > 0 else {
            throw CassetteError(
                code: .invalidArgument,
                message: "The cassette \(path) has no recordings of the session '\(shown(old))'",
                remedy: "'tapedeck cassette stats' lists its sessions"
            )
        }
        guard counts[1] == 0 else {
            throw CassetteError(
                code: .invalidArgument,
                message:
                    "The cassette \(path) has \(counted(counts[1], "recording")) of the session '\(shown(new))' already",
                remedy: "remove them first with 'tapedeck cassette prune --session', or choose another name"
            )
        }
        let cassette = try Cassette.record(path, new: metadata)
        do {
            let count = try await cassette.change { db in try InteractionTable.rename(session: old, to: new, db) }
            try cassette.close()
            return count
        } catch {
            try? cassette.close()
            throw error
        }
    }

    private static func shown(_ session: String) -> String { session.isEmpty ? "default" : session }
}
