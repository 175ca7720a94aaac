// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The problem with a path that leads nowhere, and its remedy.
enum PathProblem: Error, Equatable {
    /// The path begins with a part of the API.
    case withoutVersion
    /// `/v1` occurs twice.
    case versionTwice
    /// There is something before `/v1`.
    case beforeVersion(String)
    /// The session comes after `/v1`, as when it is appended to a whole base URL.
    case sessionBehindVersion
    /// `/openai` occurs twice, as when Azure's endpoint has it already.
    case azureTwice
    /// The path begins as Azure's do behind `/openai`.
    case withoutAzureRoot
    /// There is a session without `/v1` after it.
    case sessionWithoutVersion
    /// The session's name contains a `?`, which begins the query.
    case sessionNameWithQuery
    /// The session's name contains a slash, and `/v1` occurs more than once.
    case ambiguousSessionName
    /// The session cannot have this name.
    case sessionName(SessionNameError)
    /// The path is not part of the API.
    case other

    private static let parts: Set<Substring> = [
        "assistants", "audio", "batches", "chat", "chatkit", "completions", "containers", "conversations", "embeddings",
        "engines", "evals", "files", "fine_tuning", "fine-tunes", "images", "models", "moderations", "organization",
        "realtime", "responses", "threads", "uploads", "vector_stores", "videos",
    ]

    /// The problem of a path that is neither under `/v1` nor under `/session` nor the control API's.
    init(_ path: String) {
        let segments = path.prefix { $0 != "?" }.split(separator: "/")
        if let first = segments.first, Self.parts.contains(first) {
            self = .withoutVersion
        } else if segments.first == "deployments" {
            self = .withoutAzureRoot
        } else if segments == ["session"] {
            self = .sessionWithoutVersion
        } else if let end = segments.firstIndex(of: "v1"), end > 0 || path.hasPrefix("//") {
            self = .beforeVersion(segments[..<end].map { "/" + $0 }.joined() + (end == 0 ? "/" : ""))
        } else {
            self = .other
        }
    }

    /// The code in the envelope of the error.
    var code: String {
        switch self {
        case .sessionName(.empty): "unknown_url"
        case .sessionName: "invalid_session_name"
        default: "unknown_url"
        }
    }

    /// The problem, and a correct URL.
    /// - Parameter host: The host as the client calls it.
    /// - Returns: A sentence without its full stop.
    func advice(host: String) -> String {
        let base = "http://\(host)/v1"
        let inSession = "http://\(host)/session/NAME/v1"
        return switch self {
        case .withoutVersion: "the base URL lacks /v1; set it to \(base) (or \(inSession))"
        case .versionTwice:
            "the path has /v1 twice; the base URL is \(base), and what a client adds to it begins behind /v1"
        case .beforeVersion(let text): "'\(text)' stands before /v1; set the base URL to \(base) (or \(inSession))"
        case .sessionWithoutVersion: "the base URL lacks /v1 behind the session; set it to \(inSession)"
        case .sessionBehindVersion: "the session stands before /v1; set the base URL to \(inSession)"
        case .azureTwice:
            "the path has /openai twice; Azure's clients add it to their endpoint, so give them http://\(host) (or "
                + "http://\(host)/session/NAME)"
        case .withoutAzureRoot:
            "the path lacks /openai; give Azure's clients http://\(host) (or http://\(host)/session/NAME) as their "
                + "endpoint, or a base URL that ends with /openai"
        case .sessionNameWithQuery:
            "a '?' in the name of a session must be percent-encoded as %3F; set the base URL to \(inSession) with "
                + "NAME encoded, as urllib.parse.quote(name, safe='') does"
        case .ambiguousSessionName:
            "a '/' in the name of a session must be percent-encoded as %2F where /v1 is a part of the name; set the "
                + "base URL to \(inSession) with NAME encoded, as urllib.parse.quote(name, safe='') does"
        case .sessionName(.empty): "\(SessionNameError.empty); its base URL is \(base)"
        case .sessionName(let error): "\(error)"
        case .other:
            "the API is under \(base), and under \(inSession) for a session of its own; Azure's clients take "
                + "http://\(host) as their endpoint"
        }
    }
}
