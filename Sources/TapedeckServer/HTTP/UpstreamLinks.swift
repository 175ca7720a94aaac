// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore

/// Keeps clients on this server, and in their session, when they follow a response: links to the upstream in header
/// fields become links to this server.
///
/// The cassette keeps them as they came, and URLs in bodies stay as they are.
struct UpstreamLinks: Sendable {
    /// The fields whose value is a link.
    private static let references: [HTTPField.Name] = [
        .location, .contentLocation, .known("operation-location"), .known("azure-asyncoperation"),
    ]
    private static let link = HTTPField.Name.known("link")
    private static let refresh = HTTPField.Name.known("refresh")

    /// Whether a field may hold a link to the upstream.
    ///
    /// Checked for every field of every response, so by length first.
    private static func mayHoldLink(_ field: HTTPField) -> Bool {
        switch field.name.canonicalName.utf8.count {
        case 4, 7, 8, 16, 18, 20: references.contains(field.name) || field.name == link || field.name == refresh
        default: false
        }
    }

    private let upstreams: [UpstreamURL]
    private let isAnyHost: Bool

    /// - Parameters:
    ///   - baseURLs: The base URLs of the present upstream and of those in the cassette.
    ///   - isAnyHost: Whether the upstream may be any host, as of an imported cassette, which names none: what is under
    ///     `/v1` there is taken for its own.
    init(_ baseURLs: [String], orAnyHost isAnyHost: Bool = false) {
        upstreams = baseURLs.compactMap(UpstreamURL.init)
        self.isAnyHost = isAnyHost
    }

    /// Rewrites the links of a response.
    /// - Parameters:
    ///   - fields: The fields of the response.
    ///   - request: The request as the client sent it.
    ///   - target: The request without the prefix of its session.
    func keepHere(_ fields: inout HTTPFields, answering request: HTTPRequest, _ target: RequestLine) {
        guard fields.contains(where: Self.mayHoldLink) else { return }
        let prefix = String(
            decoding: (request.path ?? "").utf8.dropLast(target.pathAndQuery.utf8.count),
            as: UTF8.self
        )
        for index in fields.indices {
            let field = fields[index]
            let value: String
            if Self.references.contains(field.name) {
                value = here(field.value[...], prefix: prefix)
            } else if field.name == Self.link {
                value = Self.replacing(in: field.value, from: "<", to: ">") { here($0, prefix: prefix) }
            } else if field.name == Self.refresh {
                value = refreshed(field.value, prefix: prefix)
            } else {
                continue
            }
            if value != field.value { fields[index] = HTTPField(name: field.name, value: value) }
        }
    }

    /// The link on this server, as an absolute path; one to another host, or a relative one, stays as it is.
    private func here(_ link: Substring, prefix: String) -> String {
        let isRooted = link.hasPrefix("/") && !link.hasPrefix("//")
        for upstream in upstreams {
            if let path = isRooted ? link : upstream.path(of: link) { return prefix + upstream.clientPath(path) }
        }
        if isRooted { return prefix + link }
        if isAnyHost, let path = UpstreamURL.path(ofAny: link), Route.isAPI(path.utf8) { return prefix + path }
        return String(link)
    }

    /// The value of `refresh`: seconds and a URL.
    private func refreshed(_ value: String, prefix: String) -> String {
        guard let mark = value.firstRange(of: "=") else { return value }
        let link = value[mark.upperBound...].drop { " '\"".contains($0) }.prefix { !" '\"".contains($0) }
        return value[..<link.startIndex] + here(link, prefix: prefix) + value[link.endIndex...]
    }

    /// Replaces the text between two characters, outside of quotes.
    private static func replacing(
        in text: String,
        from open: Character,
        to close: Character,
        _ replace: (Substring) -> String
    ) -> String {
        var (result, rest, isQuoted) = ("", text[...], false)
        while let character = rest.popFirst() {
            result.append(character)
            if character == "\"" { isQuoted.toggle() }
            guard character == open, !isQuoted, let end = rest.firstIndex(of: close) else { continue }
            result += replace(rest[..<end])
            rest = rest[end...]
        }
        return result
    }
}

/// The base URL of an upstream, taken apart to recognise links to it.
private struct UpstreamURL {
    private let origin: WebOrigin
    /// The path without a slash at its end; empty when there is none.
    private let path: Substring

    init?(_ baseURL: String) {
        guard let (origin, path) = Self.split(baseURL[...]) else { return nil }
        self.origin = origin
        self.path = path.last == "/" ? path.dropLast() : path
    }

    /// The path, query and fragment of an absolute link that leads to the upstream.
    func path(of link: Substring) -> Substring? {
        let absolute = link.hasPrefix("//") ? origin.scheme + ":" + link : link
        guard let (other, path) = Self.split(absolute), origin.isSameServer(as: other) else { return nil }
        return path.hasPrefix("/") ? path : "/" + path
    }

    /// The path, query and fragment of an absolute link, whatever its host.
    static func path(ofAny link: Substring) -> Substring? {
        split(link.hasPrefix("//") ? "http:" + link : link)?.1
    }

    /// The client's path for a path of the upstream: `/v1` replaces the base path.
    func clientPath(_ path: Substring) -> String {
        guard !self.path.isEmpty, path.hasPrefix(self.path) else { return String(path) }
        let rest = path.dropFirst(self.path.count)
        guard rest.first.map({ "/?#".contains($0) }) ?? true else { return String(path) }
        return "/v1" + rest
    }

    /// Splits an absolute URL before its path; user information is dropped.
    private static func split(_ url: Substring) -> (WebOrigin, Substring)? {
        guard let colon = url.firstRange(of: "://") else { return nil }
        let authority = url[colon.upperBound...].prefix { !"/?#".contains($0) }
        let host = authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] } ?? authority
        guard let origin = WebOrigin("\(url[..<colon.lowerBound])://\(host)") else { return nil }
        return (origin, url[authority.endIndex...])
    }
}

extension WebOrigin {
    /// Whether two origins are of one server: scheme and port may differ where both ports are the schemes' own.
    fileprivate func isSameServer(as other: WebOrigin) -> Bool {
        let isSameHost = host == other.host || (isLocal && other.isLocal)
        let isSamePort = port == other.port || number == other.number
        return isSameHost && isSamePort
    }

    private var number: Int? { port ?? Self.defaultPort(of: scheme) }
}
