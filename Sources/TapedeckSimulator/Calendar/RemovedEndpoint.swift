// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A part of the API that the service has removed, or will remove on a day that it announced.
struct RemovedEndpoint: Sendable {
    /// The paths below `/v1/` that begin with this segment.
    let root: String
    /// What it was called.
    let name: String
    /// The day of its removal, `YYYY-MM-DD`; `nil` when it is unknown.
    let date: String?
    /// What took its place.
    let successor: String?

    /// The removed parts, latest first.
    static let all = [
        RemovedEndpoint(root: "evals", name: "Evals API", date: "2026-11-30", successor: nil),
        RemovedEndpoint(root: "assistants", name: "Assistants API", date: "2026-08-26", successor: "/v1/responses"),
        RemovedEndpoint(root: "threads", name: "Assistants API", date: "2026-08-26", successor: "/v1/responses"),
        RemovedEndpoint(
            root: "fine-tunes",
            name: "first fine-tuning API",
            date: "2024-01-04",
            successor: "/v1/fine_tuning/jobs"
        ),
        RemovedEndpoint(root: "edits", name: "Edits API", date: "2024-01-04", successor: "/v1/chat/completions"),
        RemovedEndpoint(root: "engines", name: "Engines API", date: nil, successor: "/v1/models"),
    ]

    /// The removed part that a path belongs to.
    /// - Parameter path: The path of a request, such as `/v1/assistants`.
    /// - Returns: The part; `nil` for every other path.
    static func containing(_ path: String) -> RemovedEndpoint? {
        let segments = path.split(separator: "/", omittingEmptySubsequences: false)
        guard segments.count > 2 else { return nil }
        return all.first { $0.root == segments[2] }
    }

    /// What became of it, for the error of a request to it.
    var notice: String {
        let end = date.map { "The \(name) ended on \($0)" } ?? "The \(name) is gone"
        let next = successor.map { "; the service offers \($0) instead" } ?? ""
        return "\(end)\(next). Recordings of it replay; Tapedeck's simulator does not have it."
    }
}
