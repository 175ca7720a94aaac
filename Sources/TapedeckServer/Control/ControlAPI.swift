// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore

/// The control API under `/_tapedeck/`: sessions, misses, unused recordings, health, the page that shows them, and its
/// own description.
struct ControlAPI: Sendable {
    /// The largest request body in bytes.
    private static let bodyLimit = 64 << 10
    /// Maximum number of unused recordings of a list.
    static let unusedLimit = 1000
    /// The code for a request that has no route.
    static let unknownCode = "unknown_control_url"

    let sessions: SessionTable
    /// The bearer token that callers must send; `nil` when the server listens on loopback only.
    let token: String?
    /// Reads the simulator of a session; `nil` where nothing can be simulated.
    var readSimulator: (@Sendable (JSONValue) throws -> SimulatorMaker)?
    /// The requests that are answered while somebody looks.
    var feed = EventFeed()
    /// Whether the server only shows a cassette.
    var isForBrowsing = false

    func respond(to target: RequestLine, fields: HTTPFields, body: RequestBody) async throws -> ServedResponse {
        let found = ControlRoute.find(target)
        if let found, found.route.isPublic, let response = publicResponse(to: found.route, target) { return response }
        if let token, fields[.authorization] != "Bearer \(token)" {
            return ErrorEnvelope.invalidRequest(
                .unauthorized,
                code: "invalid_control_token",
                "The control API of this server needs 'Authorization: Bearer TOKEN'; "
                    + "\(Remedy.sendControlToken.clause(for: .commandLine))."
            ).response
        }
        guard target.method == .get || !isForBrowsing else {
            return ErrorEnvelope.invalidRequest(
                .forbidden,
                code: "only_browsing",
                "This server only shows a cassette; it takes GET alone."
            ).response
        }
        guard let (route, parameters) = found else { return unknown(target) }
        switch route {
        case .page, .pageFile, .description: return unknown(target)
        case .server: return server
        case .events: return events()
        case .metrics: return metrics
        case .health: return json(["status": "ok", "sessions": .integer(sessions.all.count)])
        case .sessions:
            return json([SessionStatus.Key.sessions: .array(sessions.all.map { $0.session.json() })])
        case .beginSession: return try await begin(body)
        case .session, .endSession, .resetSession, .misses, .recordMiss, .unused, .labels, .search, .interactions,
            .interaction, .requestBody, .responseBody:
            let name: String
            do {
                name = try SessionName.decode(parameters[0])
            } catch {
                throw SessionError.invalidName(error)
            }
            guard let session = sessions.existing(name)?.session else { throw SessionError.unknown(name) }
            return try await respond(to: route, about: session, id: parameters.dropFirst().first, target)
        }
    }

    /// Answers a request for a part of the program; `nil` when there is no such file.
    private func publicResponse(to route: ControlRoute, _ target: RequestLine) -> ServedResponse? {
        guard route == .description else { return PageFile(path: target.path)?.response }
        return ServedResponse(
            fields: [.contentType: "application/json", .contentTypeOptions: "nosniff", .cacheControl: "no-cache"],
            body: Body(ControlDocument.bytes)
        )
    }

    /// Answers a request about one session.
    private func respond(
        to route: ControlRoute,
        about session: Session,
        id: Substring?,
        _ target: RequestLine
    ) async throws -> ServedResponse {
        switch route {
        case .session: return json(try session.detailedJSON())
        case .endSession:
            guard !session.name.isEmpty else {
                throw SessionError.invalidSettings("The default session ends with the server; reset it instead.")
            }
            return try await end(session, droppingEarlier: target.query == "earlier=drop")
        case .resetSession: return json(try sessions.reset(session.name).session.detailedJSON())
        case .misses: return json(["misses": .array(session.missDocuments)])
        case .recordMiss: return try recordMiss(id.flatMap { Int($0) } ?? 0, of: session)
        case .unused:
            let unused = try session.unused(limit: Self.unusedLimit)
            return json(["count": .integer(unused.count), "unused": .array(unused.first.map(\.json))])
        default:
            do {
                return try BrowsingAPI(session: session).respond(to: route, id: id, query: target.query)
                    ?? unknown(target)
            } catch let error as QueryError {
                return ErrorEnvelope.invalidRequest(.badRequest, code: BrowsingAPI.invalidQueryCode, error.message)
                    .response
            }
        }
    }

    private func unknown(_ target: RequestLine) -> ServedResponse {
        ErrorEnvelope.invalidRequest(
            .notFound,
            code: Self.unknownCode,
            "The control API has GET health, GET metrics, GET and POST sessions, GET and DELETE sessions/NAME, "
                + "GET sessions/NAME/misses, GET sessions/NAME/unused, POST sessions/NAME/reset, and what GET "
                + "openapi.json describes; not \(target.method.rawValue) \(target.path). The default session is called "
                + "'\(SessionName.ofDefault)'."
        ).response
    }

    private func begin(_ body: RequestBody) async throws -> ServedResponse {
        let bytes: ArraySlice<UInt8>
        do {
            bytes = try await body.body.collect(upTo: Self.bodyLimit)
        } catch let error as BodyTooLarge {
            throw SessionError.invalidSettings("\(error)")
        }
        var request: SessionRequest?
        do {
            let begun = try SessionRequest(bytes, readSimulator: readSimulator)
            request = begun
            if begun.isShared, let known = sessions.existing(begun.name) {
                return json(try known.session.detailedJSON())
            }
            let name = begun.name == SessionName.ofDefault ? "" : begun.name
            if begun.replaces, !name.isEmpty { sessions.retire(name) }
            return json(try sessions.begin(name, begun.settings).session.detailedJSON(), status: .created)
        } catch let error as CassetteError where request?.settings.cassette != nil || error.code == .invalidArgument {
            // The caller named a wrong cassette; this is not a server error.
            throw error.code == .notFound
                ? SessionError.noSuchCassette(error.text(for: .commandLine))
                : SessionError.invalidSettings(error.text(for: .commandLine))
        }
    }

    /// Ends a session, when asked after removing what was recorded under its name before.
    private func end(_ session: Session, droppingEarlier dropsEarlier: Bool) async throws -> ServedResponse {
        let dropped = dropsEarlier ? try await session.dropEarlierRecordings() : nil
        // The session ends even if its cassette cannot be read.
        var document = (try? session.detailedJSON()) ?? session.json()
        if let dropped, case .object(let members) = document {
            document = .object(members + [JSONMember(name: "dropped", value: .integer(dropped))])
        }
        sessions.retire(session.name)
        return json(document)
    }

    private func json(_ document: JSONValue, status: HTTPResponse.Status = .ok) -> ServedResponse {
        ServedResponse(
            head: HTTPResponse(status: status, headerFields: [.contentType: "application/json"]),
            body: Body(Array((document.text(indent: 2) + "\n").utf8))
        )
    }
}
