// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore

/// An endpoint of the simulated API: its method and path, the accent of its responses, and how it responds.
///
/// The folder of a resource declares its routes in one file, such as `Files/Route+files.swift`. `RouteTable` collects them.
struct Route: Sendable {
    /// Responds to a request; a bad request throws ``APIError``.
    typealias Handler = @Sendable (Simulator, RoutedRequest) async throws -> ServedResponse
    /// Responds without waiting; `nil` when it cannot.
    typealias ImmediateHandler = @Sendable (Simulator, ArraySlice<UInt8>) -> ServedResponse?
    /// Keeps what a recorded response shows.
    typealias Learner = @Sendable (inout RecordedState, RecordedAnswer) throws -> Void

    let method: HTTPRequest.Method
    /// The path below `/v1/`; a segment in braces is an identifier: `files/{file_id}/content`.
    let path: String
    /// Header fields and white space of the responses.
    let wire: WireTraits
    let handler: Handler
    private(set) var immediateHandler: ImmediateHandler?
    private(set) var learner: Learner?

    /// Creates an endpoint.
    init(_ method: HTTPRequest.Method, _ path: String, _ wire: WireTraits = WireTraits(), _ handler: @escaping Handler)
    {
        self.method = method
        self.path = path
        self.wire = wire
        self.handler = handler
    }

    static func get(_ path: String, _ wire: WireTraits = WireTraits(), _ handler: @escaping Handler) -> Route {
        Route(.get, path, wire, handler)
    }

    static func post(_ path: String, _ wire: WireTraits = WireTraits(), _ handler: @escaping Handler) -> Route {
        Route(.post, path, wire, handler)
    }

    static func delete(_ path: String, _ wire: WireTraits = WireTraits(), _ handler: @escaping Handler) -> Route {
        Route(.delete, path, wire, handler)
    }

    /// The endpoint, which also responds to some requests where their bytes arrive.
    func respondingAtOnce(_ handler: @escaping ImmediateHandler) -> Route {
        var route = self
        route.immediateHandler = handler
        return route
    }

    /// The endpoint, whose recorded responses a simulated session can continue from.
    func learning(_ learner: @escaping Learner) -> Route {
        var route = self
        route.learner = learner
        return route
    }
}
