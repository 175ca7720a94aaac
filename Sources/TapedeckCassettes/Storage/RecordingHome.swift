// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import GRDB
import Synchronization
import TapedeckCore

/// The file a recorder writes into, which another takes the place of when it is replaced, deleted or overwritten.
///
/// What was recorded is saved beside it under a new name then, and recording goes on there; the file that lies at the
/// path is left as it is.
final class RecordingHome: Sendable {
    private struct State {
        var file: RecordingFile
        var move: CassetteError?
        /// The locks of files that no recorder writes into any more.
        var abandonedLocks: [FileLock] = []
    }

    /// Files that no recorder writes into any more, kept open until the process ends: closing them moves logs into
    /// files.
    private static let abandoned = Mutex<[RecordingFile]>([])

    private let metadata: CassetteMetadata
    private let report: @Sendable (CassetteError) -> Void
    private let state: Mutex<State>

    init(_ file: RecordingFile, metadata: CassetteMetadata, report: @escaping @Sendable (CassetteError) -> Void) {
        self.metadata = metadata
        self.report = report
        state = Mutex(State(file: file))
    }

    /// The file that is recorded into.
    var file: RecordingFile { state.withLock { $0.file } }

    /// Why recording had to go on elsewhere, if it had.
    var move: CassetteError? { state.withLock { $0.move } }

    /// Gives the locks back, once the file is closed.
    func release() {
        state.withLock { state in
            for lock in state.abandonedLocks + [state.file.lock] { lock.release() }
        }
    }

    /// The file, once it is made sure that it is still there; called by one task at a time.
    func ready() throws -> RecordingFile {
        let file = file
        guard let displacement = file.displacement else { return file }
        let saved: String
        let next: RecordingFile
        do {
            saved = try RecordingRescue(file: file, metadata: metadata).save(because: displacement)
            next = try RecordingFile(saved, lock: try FileLock(path: saved))
        } catch {
            throw CassetteError(
                code: .displaced,
                message: "The cassette \(file.path) \(displacement.rawValue) while it was recorded, and what was "
                    + "recorded cannot be saved beside it (\(error)); record it again.",
                cause: error
            )
        }
        let move = CassetteError(
            code: .displaced,
            message: "The cassette \(file.path) \(displacement.rawValue) while it was recorded. What was recorded is "
                + "saved as \(saved); what lies at \(file.path) was left as it is."
        )
        file.removeLog()
        Self.abandoned.withLock { $0.append(file) }
        state.withLock { state in
            state.abandonedLocks.append(file.lock)
            state.file = next
            state.move = move
        }
        report(move)
        return next
    }
}
