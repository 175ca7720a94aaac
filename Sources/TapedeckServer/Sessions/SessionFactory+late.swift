// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// Recording single misses of a session that only plays.
extension SessionFactory {
    /// Whether misses of a session can be recorded when somebody asks for it: in mode `once`, where the server has an
    /// upstream and the user chose to record.
    func mayRecordLater(_ mode: RecordMode, records: Bool) -> Bool {
        mode == .once && !records && consent.isGiven && upstream != nil && recordedCassette != nil
    }

    /// Opens the cassette of a session for recording.
    /// - Returns: What records into it and plays from it, with the counts of the session.
    /// - Throws: `CassetteError` when it cannot be recorded into.
    func lateLinks(
        of session: Session,
        _ settings: SessionSettings,
        budget: UpstreamBudget,
        exchanges: ExchangeGroup
    ) throws -> LateRecordingResponder.Links {
        guard let recordedCassette, let upstream = try ownUpstream(session.name, settings) ?? upstream else {
            throw SessionError.invalidSettings("This server has no upstream to record from.")
        }
        try requireNoSecret(session.name, settings)
        let loaded = try recordedCassette(
            CassetteRequest(
                name: settings.cassette,
                mode: .newEpisodes,
                filters: SessionFilter.of(session: session.name),
                matchingRules: settings.matchingRules,
                upstream: settings.upstream
            )
        )
        let recording = try Session(
            name: session.name,
            cassette: LoadedCassette(growing: loaded.store),
            mode: .newEpisodes,
            policy: session.policy,
            secrets: secrets,
            upstream: session.upstream,
            feed: feed,
            statistics: session.statistics
        )
        return LateRecordingResponder.Links(
            recorder: RecordingResponder(
                session: recording,
                upstream: upstream,
                policy: self.recording,
                budget: budget,
                exchanges: exchanges,
                log: log
            ),
            player: ReplayResponder(session: recording, log: log)
        )
    }
}
