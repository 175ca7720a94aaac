// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore

/// All endpoints, found by method and path.
struct RouteTable: Sendable {
    /// The endpoints of the simulator.
    ///
    /// A new resource is one more line here.
    static let all = RouteTable(
        [
            Route.files, Route.uploads, Route.fineTuning, Route.checkpoints, Route.graders, Route.models, Route.chat,
            Route.moderations, Route.audio, Route.images,
            Route.completions,
            Route.embeddings,
            Route.batches,
            Route.responses,
            Route.conversations,
            Route.realtime,
            Route.vectorStores,
        ].flatMap { $0 }
    )

    private var root = Node()
    /// The endpoints without identifiers, by their whole path below the service's root.
    private var fixed: [String: [HTTPRequest.Method: Route]] = [:]
    /// The endpoints in the order of their declaration.
    let routes: [Route]

    init(_ routes: [Route]) {
        self.routes = routes
        for route in routes {
            root.add(route, at: route.path.split(separator: "/")[...])
            if !route.path.utf8.contains(UInt8(ascii: "{")) {
                fixed["/v1/" + route.path, default: [:]][route.method] = route
            }
        }
    }

    /// Finds the endpoint of a request.
    /// - Returns: The endpoint, and the identifiers in the path.
    /// - Throws: ``APIError`` when there is no such path, or it has no such method.
    func find(_ target: RequestLine) throws(APIError) -> (route: Route, parameters: [String]) {
        if let route = fixed[target.path]?[target.method] { return (route, []) }
        let segments = target.path.split(separator: "/", omittingEmptySubsequences: false).dropFirst(2)
        // The service has no paths with empty segments, such as `/v1/files/`.
        guard !segments.isEmpty, segments.allSatisfy({ !$0.isEmpty }) else { throw unknownURL(target) }
        var matches: [(node: Node, parameters: [String])] = []
        root.collect(segments, [], into: &matches)
        guard !matches.isEmpty else { throw unknownURL(target) }
        for match in matches {
            if let route = match.node.routes[target.method] { return (route, match.parameters) }
        }
        throw .wrongMethod(target)
    }

    /// The paths up to their first identifier, without those below another one.
    var families: [String] {
        var families: [String] = []
        for route in routes {
            let segments = route.path.split(separator: "/").prefix { !$0.hasPrefix("{") }
            let family = segments.joined(separator: "/")
            if !families.contains(where: { family == $0 || family.hasPrefix($0 + "/") }) { families.append(family) }
        }
        return families
    }

    private func unknownURL(_ target: RequestLine) -> APIError { .unknownURL(target, supported: families) }
}

/// A place in the tree of paths.
private struct Node: Sendable {
    var routes: [HTTPRequest.Method: Route] = [:]
    var children: [Substring: Node] = [:]
    /// The place behind an identifier.
    var parameter: [Node] = []

    mutating func add(_ route: Route, at path: ArraySlice<Substring>) {
        guard let first = path.first else {
            routes[route.method] = route
            return
        }
        if first.hasPrefix("{") {
            if parameter.isEmpty { parameter = [Node()] }
            parameter[0].add(route, at: path.dropFirst())
        } else {
            children[first, default: Node()].add(route, at: path.dropFirst())
        }
    }

    /// The places of a path that have endpoints; those with words before those with identifiers.
    func collect(
        _ path: ArraySlice<Substring>,
        _ parameters: [String],
        into matches: inout [(node: Node, parameters: [String])]
    ) {
        guard let first = path.first else {
            if !routes.isEmpty { matches.append((self, parameters)) }
            return
        }
        children[first]?.collect(path.dropFirst(), parameters, into: &matches)
        parameter.first?
            .collect(path.dropFirst(), parameters + [PercentEncoding.decodeSegment(first)], into: &matches)
    }
}
