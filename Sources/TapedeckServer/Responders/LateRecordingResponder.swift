// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Synchronization
import TapedeckCore

/// Records misses that somebody asked to record, and plays what was recorded of them.
///
/// In record mode `once` a cassette that has recordings is only played; it is opened for recording by the first request
/// that is to be recorded all the same.
final class LateRecordingResponder: Responder {
    /// What answers once the cassette is open for recording.
    struct Links: Sendable {
        /// Sends a request to the upstream and records it.
        let recorder: RecordingResponder
        /// Plays what was recorded since.
        let player: ReplayResponder
    }

    private let session: Session
    private let permits: RecordingPermits
    private let open: @Sendable () throws -> Links
    private let links = Mutex<Links?>(nil)

    /// Creates the responder.
    /// - Parameters:
    ///   - session: The session whose misses may be recorded.
    ///   - permits: The misses that are to be recorded.
    ///   - open: Opens the cassette for recording; called once.
    init(session: Session, permits: RecordingPermits, open: @escaping @Sendable () throws -> Links) {
        self.session = session
        self.permits = permits
        self.open = open
    }

    /// Records a request that was asked for, or plays the recording of an earlier one.
    func respond(to request: inout RequestContext) async throws -> ServedResponse? {
        guard !permits.isEmpty else { return nil }
        let fingerprint = try await request.identity(in: session).fingerprint
        switch permits.take(fingerprint) {
        case .offered: return nil
        case .asked:
            let links: Links
            do {
                links = try opened()
            } catch {
                permits.withdraw(fingerprint)
                throw error
            }
            request.decision = nil
            return try await links.recorder.respond(to: &request)
        case .sent:
            request.decision = nil
            return try await opened().player.respond(to: &request)
        }
    }

    private func opened() throws -> Links {
        try links.withLock { links in
            let opened = try links ?? open()
            links = opened
            return opened
        }
    }
}
