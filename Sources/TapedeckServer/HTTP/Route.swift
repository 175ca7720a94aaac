// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore

/// The destination of a request, by its path.
enum Route {
    /// A session; the name is empty for the default one.
    case session(String, RequestLine)
    /// The control API; the path is what follows `/_tapedeck/`.
    case control(RequestLine)
    /// Nowhere.
    case nowhere(PathProblem)

    private static let controlPrefix = "/_tapedeck/"
    private static let sessionPrefix = "/session/"

    init(_ request: HTTPRequest) {
        let path = request.path ?? ""
        if Self.isAPI(path[...].utf8) {
            if let problem = Self.problem(inAPI: path[...].utf8) {
                self = .nowhere(problem)
                return
            }
            self = .session(
                request.headerFields[.tapedeckSession].map { $0 == SessionName.ofDefault ? "" : $0 } ?? "",
                RequestLine(method: request.method, pathAndQuery: path)
            )
        } else if path.hasPrefix(Self.controlPrefix) {
            self = .control(
                RequestLine(method: request.method, pathAndQuery: path.dropFirst(Self.controlPrefix.count))
            )
        } else if path.hasPrefix(Self.sessionPrefix) {
            self = Self.session(path.dropFirst(Self.sessionPrefix.count), method: request.method)
        } else {
            self = .nowhere(PathProblem(path))
        }
    }

    /// The route of what follows `/session/`.
    private static func session(_ rest: Substring, method: HTTPRequest.Method) -> Route {
        do throws(PathProblem) {
            let nameEnd = try endOfName(in: rest)
            let target = rest[nameEnd...]
            if let problem = problem(inAPI: target.utf8) { throw problem }
            do {
                let name = try SessionName.decode(rest[..<nameEnd])
                return .session(name, RequestLine(method: method, pathAndQuery: target))
            } catch {
                throw .sessionName(error)
            }
        } catch {
            return .nowhere(error)
        }
    }

    /// The end of a session's name, before `/v1` or `/openai`.
    ///
    /// A slash of the name is percent-encoded; where it is not, the name goes up to the only path of the API there is.
    private static func endOfName(in rest: Substring) throws(PathProblem) -> Substring.Index {
        let segment = rest.prefix { $0 != "/" && $0 != "?" }
        if beginsAPI(rest[segment.endIndex...].utf8) { return segment.endIndex }
        let path = rest.prefix { $0 != "?" }
        var ends: [Substring.Index] = []
        for index in path.indices where path[index] == "/" && beginsAPI(path[index...].utf8) {
            // `/openai/v1` begins the API once, and so does `/v1/openai`.
            let before = ends.last.map { path[$0..<index] }
            if before != (isVersioned(path[index...].utf8) ? "/openai" : "/v1") { ends.append(index) }
        }
        switch ends.count {
        case 1: return ends[0]
        case 0 where AzurePath.namesResource(rest[segment.endIndex...].utf8): return segment.endIndex
        case 0: throw rest.dropFirst(path.count).contains("/v1") ? .sessionNameWithQuery : .sessionWithoutVersion
        default: throw .ambiguousSessionName
        }
    }

    /// The problem with a path under `/v1` or `/openai` that comes from a wrong base URL.
    private static func problem(inAPI path: Substring.UTF8View) -> PathProblem? {
        guard isVersioned(path) else {
            return AzurePath.isBelowRoot(path.dropFirst(AzurePath.root.utf8.count)) ? .azureTwice : nil
        }
        let rest = path.dropFirst(3)
        if isVersioned(rest) { return .versionTwice }
        guard rest.starts(with: sessionPrefix.utf8) else { return nil }
        let target = rest.dropFirst(sessionPrefix.utf8.count).drop { $0 != UInt8(ascii: "/") }
        return isVersioned(target) ? .sessionBehindVersion : nil
    }

    /// Whether a path is one of the API: under `/v1`, under Azure's `/openai`, or of Azure's control plane.
    static func isAPI(_ path: Substring.UTF8View) -> Bool {
        isVersioned(path) || AzurePath.isBelowRoot(path) || AzurePath.isControlPlane(path)
    }

    /// Whether a path can only be one of the API, where a session's name with slashes may come before it.
    private static func beginsAPI(_ path: Substring.UTF8View) -> Bool {
        isVersioned(path) || AzurePath.isVersioned(path) || AzurePath.namesDeployment(path)
            || AzurePath.isControlPlane(path)
    }

    /// Whether a path is `/v1` or below it.
    ///
    /// Checked for every request, so by bytes.
    private static func isVersioned(_ path: Substring.UTF8View) -> Bool {
        guard path.starts(with: "/v1".utf8) else { return false }
        let next = path.dropFirst(3).first
        return next == nil || next == UInt8(ascii: "/") || next == UInt8(ascii: "?")
    }
}
