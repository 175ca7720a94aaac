// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// Polls a job until it ends, through outages of the network.
struct JobPoller: Sendable {
    /// Maximum number of polls in a row that may fail.
    private static let patience = 30
    private static let longestOutageWait = Duration.seconds(60)

    let client: OpenAIClient
    let job: String
    let interval: Duration
    let notify: @Sendable (FineTuneNotice) throws -> Void

    /// Waits for the end of the job.
    /// - Returns: The job, and the losses that its events told.
    /// - Throws: ``APIError`` when the service refuses or does not answer; `CancellationError`.
    func run() async throws -> (FineTuningJob, [LossPoint]) {
        var schedule = PollSchedule(interval: interval)
        var status: String?
        var seen: Set<String> = []
        var losses: [LossPoint] = []
        var failures = 0
        while true {
            do {
                let job = try FineTuningJob(await client.send(.get("/fine_tuning/jobs/\(self.job)")))
                let events = try await events(without: seen)
                failures = 0
                let hasChanged = job.status != status || !events.isEmpty
                if job.status != status { try notify(.status(job.status)) }
                status = job.status
                for event in events {
                    seen.insert(event.id)
                    if let point = event.losses { losses.append(point) }
                    try notify(.event(event))
                }
                if job.isTerminal { return (job, losses) }
                try await client.wait(schedule.wait(hasChanged: hasChanged, isSimulated: job.isSimulated))
            } catch let failure as APIError {
                failures += 1
                let isPassing = RetryPolicy.isPassing(failure, RetryAdvice())
                guard isPassing, failures <= Self.patience else { throw failure }
                try notify(.outage(failure.description))
                try await client.wait(min(.milliseconds(250 << min(failures, 10)), Self.longestOutageWait))
            }
        }
    }

    /// The new events, oldest first; the service lists the newest first.
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

/// The waits between polls of a job.
struct PollSchedule: Sendable {
    /// The longest wait between two polls; 0 does not wait.
    let interval: Duration
    private var polls = 0
    private var unchanged = 0

    init(interval: Duration) { self.interval = interval }

    /// The wait before the next poll.
    ///
    /// Real jobs take minutes, so waits grow from a second up to the interval. A simulated job advances with each poll, so
    /// waits begin only after some polls without news.
    mutating func wait(hasChanged: Bool, isSimulated: Bool) -> Duration {
        polls += 1
        unchanged = hasChanged ? 0 : unchanged + 1
        if isSimulated {
            guard unchanged > 2 else { return .zero }
            return min(interval, .milliseconds(10 << min(unchanged - 3, 10)))
        }
        return min(interval, .seconds(1 << min(polls - 1, 10)))
    }
}
