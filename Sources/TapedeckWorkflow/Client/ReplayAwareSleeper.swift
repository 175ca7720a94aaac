// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Synchronization
import TapedeckCore

/// Waits between requests, unless what answers is a cassette.
///
/// A player has no limits to respect and nothing to wait for. It is told from a live service by its control API, which
/// is asked on this machine only, and only when there is something to wait for.
final class ReplayAwareSleeper: Sendable {
    private enum Finding { case unknown, live, playing }

    private let upstream: any Upstream
    /// The path below which the service answers, such as `/v1` or `/session/a/v1`; nil when it is not on this machine.
    private let localPath: String?
    private let sleep: @Sendable (Duration) async throws -> Void
    private let finding = Mutex(Finding.unknown)

    init(
        upstream: any Upstream,
        localPath: String?,
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) {
        self.upstream = upstream
        self.localPath = localPath
        self.sleep = sleep
    }

    /// Waits for a time, or not at all in front of a player.
    func wait(_ duration: Duration) async throws {
        try Task.checkCancellation()
        guard duration > .zero, try await !isPlaying() else { return }
        try await sleep(duration)
    }

    private func isPlaying() async throws -> Bool {
        guard let localPath else { return false }
        switch finding.withLock({ $0 }) {
        case .live: return false
        case .playing: return true
        case .unknown: break
        }
        let found = await ask(localPath)
        try Task.checkCancellation()
        finding.withLock { $0 = found }
        return found == .playing
    }

    /// What the control API says of the session that answers.
    private func ask(_ path: String) async -> Finding {
        let request = HTTPRequest(method: .get, scheme: nil, authority: nil, path: "/_tapedeck/sessions")
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
        guard let sessions = (try? JSONValue(parsing: bytes))?["sessions"]?.elements else { return .live }
        guard let session = sessions.first(where: { $0["url_path"]?.string == path }) else { return .unknown }
        let totals = session["totals"]
        if session["mode"]?.string == "none" { return .playing }
        if totals?["recorded"]?.integer ?? 0 > 0 { return .live }
        return totals?["played"]?.integer ?? 0 > 0 ? .playing : .unknown
    }
}
