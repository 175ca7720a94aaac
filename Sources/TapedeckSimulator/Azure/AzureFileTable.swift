// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// How far the service is with files that were uploaded: `pending`, `running`, then `processed`.
struct AzureFileTable: Sendable {
    private static let statuses = ["pending", "running", "processed"]
    /// The seconds after the upload at which a status begins, in real time.
    private static let beginnings = [0, 2, 5]

    private struct Progress: Sendable {
        let createdAt: Int
        var polls = 0
    }

    private var progress: [String: Progress] = [:]

    mutating func add(_ id: String, at now: Int) { progress[id] = Progress(createdAt: now) }

    /// Notes that a client retrieved a file.
    mutating func poll(_ id: String) { progress[id]?.polls += 1 }

    mutating func remove(_ id: String) { progress[id] = nil }

    /// The status of a file; `nil` for one that was not uploaded in this dialect.
    func status(of id: String, at now: Int, _ pace: SimulatorConfiguration.Pace) -> String? {
        guard let progress = progress[id] else { return nil }
        let stage =
            switch pace {
            case .instant: Self.statuses.count - 1
            case .polls: min(progress.polls, Self.statuses.count - 1)
            case .realtime: (Self.beginnings.lastIndex { now - progress.createdAt >= $0 }) ?? 0
            }
        return Self.statuses[stage]
    }
}
