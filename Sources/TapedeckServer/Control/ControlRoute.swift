// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore

/// A route of the control API.
///
/// The API answers nothing but these, and each has its ``operation``, so the description at `openapi.json` names all of them.
enum ControlRoute: CaseIterable {
    case page, pageFile, description
    case server, health, metrics, events
    case sessions, beginSession, session, endSession, resetSession
    case misses, recordMiss, unused
    case labels, search, interactions, interaction, requestBody, responseBody

    /// The methods, most often one.
    var methods: [HTTPRequest.Method] {
        switch self {
        case .page, .pageFile: [.get, .head]
        case .beginSession, .resetSession, .recordMiss: [.post]
        case .endSession: [.delete]
        default: [.get]
        }
    }

    /// The path below `/_tapedeck/`, with its parameters in braces.
    var template: String {
        switch self {
        case .page: ""
        case .pageFile: "page/{file}"
        case .description: "openapi.json"
        case .server: "server"
        case .health: "health"
        case .metrics: "metrics"
        case .events: "events"
        case .sessions, .beginSession: "sessions"
        case .session, .endSession: "sessions/{name}"
        case .resetSession: "sessions/{name}/reset"
        case .misses: "sessions/{name}/misses"
        case .recordMiss: "sessions/{name}/misses/{number}/record"
        case .unused: "sessions/{name}/unused"
        case .labels: "sessions/{name}/labels"
        case .search: "sessions/{name}/search"
        case .interactions: "sessions/{name}/interactions"
        case .interaction: "sessions/{name}/interactions/{id}"
        case .requestBody: "sessions/{name}/interactions/{id}/request"
        case .responseBody: "sessions/{name}/interactions/{id}/response"
        }
    }

    /// Whether the route gives a part of the program, which holds no data and needs no token.
    var isPublic: Bool {
        switch self {
        case .page, .pageFile, .description: true
        default: false
        }
    }
}

extension ControlRoute {
    /// The templates in segments, each with its route.
    private static let table = allCases.map { route in
        (route: route, template: route.template.split(separator: "/", omittingEmptySubsequences: false))
    }

    /// Finds the route of a request.
    /// - Parameter target: The method, and the path below `/_tapedeck/`.
    /// - Returns: The route and the values of its parameters, percent-encoded as they came; `nil` when there is none.
    static func find(_ target: RequestLine) -> (route: ControlRoute, parameters: [Substring])? {
        let path = target.path.split(separator: "/", omittingEmptySubsequences: false)
        for (route, template) in table where template.count == path.count && route.methods.contains(target.method) {
            let segments = zip(template, path)
            guard segments.allSatisfy({ $0.hasPrefix("{") || $0 == $1 }) else { continue }
            return (route, segments.filter { $0.0.hasPrefix("{") }.map(\.1))
        }
        return nil
    }
}
