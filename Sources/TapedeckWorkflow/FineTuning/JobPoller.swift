// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// Looks at a job until it ends, through outages of the network.
struct JobPoller: Sendable {
    /// Looks in a row that may fail before it gives up.
    private static let patience = 30
    private static let longestOutageWait = Duration.seconds(60)

    let client: OpenAIClient
    let job: String
    let interval: Duration
    let notify: @Sendable (FineTuneNotice) throws -> Void

    /// Waits for the end of the job.
    /// - Returns: The last look at it, and the losses that were told on the way.
    /// - Throws: ``APIError`` when the service refuses or stays away; `CancellationError`.
    func run() async throws -> (JobSnapshot, [LossPoint]) {
        var schedule = PollSchedule(interval: interval)
        var status: String?
        var seen: Set<String> = []
        var losses: [LossPoint] = []
        var failures = 0
        while true {
            do {
                let snapshot = try JobSnapshot(await client.send(.get("/fine_tuning/jobs/\(job)")))
                let events = try await events(without: seen)
                failures = 0
                let hasChanged = snapshot.status != status || !events.isEmpty
                if snapshot.status != status { try notify(.status(snapshot.status)) }
                status = snapshot.status
                for event in events {
                    seen.insert(event.id)
                    if let point = event.losses { losses.append(point) }
                    try notify(.event(event))
                }
                if snapshot.isTerminal { return (snapshot, losses) }
                try await client.wait(schedule.wait(hasChanged: hasChanged, isSimulated: snapshot.isSimulated))
            } catch let failure as APIError {
                failures += 1
                let isPassing = RetryPolicy.isPassing(failure, RetryAdvice())
                guard isPassing, failures <= Self.patience else { throw failure }
                try notify(.outage(failure.description))
                try await client.wait(min(.milliseconds(250 << min(failures, 10)), Self.longestOutageWait))
            }
        }
    }

    /// The events that are new, oldest first; the service lists the newest first.
    private func events(without seen: Set<String>) async throws -> [JobEvent] {
        var new: [JobEvent] = []
        var after: String?
        while true {
            var query = [("limit", "100")]
            if let after { query.append(("after", after)) }
            let list = try await client.send(.get("/fine_tuning/jobs/\(job)/events", query: query)).json()
            let page = (list["data"]?.elements ?? []).compactMap(JobEvent.init)
            let unseen = page.filter { !seen.contains($0.id) }
            new += unseen
            guard list["has_more"]?.bool == true, unseen.count == page.count, let last = page.last,
                last.id != after
            else { return new.reversed() }
            after = last.id
        }
    }
}
