// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckTestSupport

@testable import TapedeckServer

/// A recorder with all it needs.
struct RecordingBench {
    let session: Session
    let log = LogSpy()
    let budget: UpstreamBudget
    let exchanges = ExchangeGroup()
    private let policy: RecordingPolicy

    init(
        _ store: any CassetteStore,
        mode: RecordMode = .newEpisodes,
        policy: RecordingPolicy = RecordingPolicy()
    ) throws {
        self.session = try .test(store, mode: mode)
        self.policy = policy
        self.budget = UpstreamBudget(policy: policy)
    }

    var counts: RequestCounts { session.statistics.counts }

    /// Sends a request through a recorder.
    func answer(_ request: RequestContext, _ upstream: FakeUpstream) async throws -> ServedResponse {
        let recorder = RecordingResponder(
            session: session,
            upstream: upstream,
            policy: policy,
            budget: budget,
            exchanges: exchanges,
            log: log
        )
        var request = request
        guard let response = try await recorder.respond(to: &request) else { throw NoAnswer() }
        return response
    }

    func answer(_ upstream: FakeUpstream) async throws -> ServedResponse { try await answer(.test(), upstream) }

    private struct NoAnswer: Error {}
}
