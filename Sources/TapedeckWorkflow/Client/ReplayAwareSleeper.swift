// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Synchronization
import TapedeckCore

/// Waits between requests, unless a replayed cassette answers them.
///
/// Replay has no rate limits and nothing to wait for. Whether a Tapedeck server replays is asked through its control API:
/// of servers on this machine only, and only when there is a wait.
final class ReplayAwareSleeper: Sendable {
    private enum Source { case unknown, live, replay }

    private let upstream: any Upstream
    /// The path of the base URL, such as `/v1` or `/session/a/v1`; nil when the service is not on this machine.
    private let localPath: String?
    private let sleep: @Sendable (Duration) async throws -> Void
    private let source = Mutex(Source.unknown)

    init(
        upstream: any Upstream,
        localPath: String?,
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) {
        self.upstream = upstream
        self.localPath = localPath
        self.sleep = sleep
    }

    /// Waits for a duration, or not at all when a cassette is replayed.
    func wait(_ duration: Duration) async throws {
        try Task.checkCancellation()
        guard duration > .zero, try await !isReplayed() else { return }
        try await sleep(duration)
    }

    private func isReplayed() async throws -> Bool {
        guard let localPath else { return false }
        switch source.withLock({ $0 }) {
        case .live: return false
        case .replay: return true
        case .unknown: break
        }
        let found = await source(ofSessionAt: localPath)
        try Task.checkCancellation()
        source.withLock { $0 = found }
        return found == .replay
    }

    /// The source of a session's responses, as the control API tells it.
    private func source(ofSessionAt path: String) async -> Source {
        let request = HTTPRequest(method: .get, scheme: nil, authority: nil, path: SessionStatus.path)
        guard let response = try? await upstream.send(request, body: Body()), response.head.status == .ok else {
            return .live
        }
        var bytes: [UInt8] = []
        do {
            for try await chunk in response.chunks {
                bytes += chunk.bytes
                guard bytes.count < 1 << 20 else { return .live }
            }
        } catch {
            return .unknown
        }
        guard let document = try? JSONValue(parsing: bytes), let sessions = SessionStatus.all(in: document) else {
            return .live
        }
        guard let session = sessions.first(where: { $0.urlPath == path }) else { return .unknown }
        if session.mode == .none { return .replay }
        if session.recorded > 0 { return .live }
        return session.played > 0 ? .replay : .unknown
    }
}
