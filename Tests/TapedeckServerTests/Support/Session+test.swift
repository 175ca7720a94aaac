// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore
import TapedeckTestSupport

@testable import TapedeckServer

extension Session {
    /// A session of a cassette as it is now.
    static func test(
        _ store: any CassetteStore,
        name: String = "",
        mode: RecordMode = .none,
        policy: PlaybackPolicy = PlaybackPolicy()
    ) throws -> Session {
        try Session(name: name, cassette: LoadedCassette(store), mode: mode, policy: policy)
    }
}

extension Fingerprint {
    /// A fingerprint of one byte repeated.
    static func test(_ byte: UInt8) throws -> Fingerprint {
        guard let fingerprint = Fingerprint(bytes: [UInt8](repeating: byte, count: byteCount)) else {
            throw WrongCount()
        }
        return fingerprint
    }

    private struct WrongCount: Error {}
}

extension InMemoryCassette {
    /// Records interactions under the fingerprints of their requests.
    func record(_ interactions: Interaction...) async throws {
        for interaction in interactions {
            _ = try await append(interaction, fingerprint: try interaction.fingerprint(), replacingUpTo: nil)
        }
    }

    /// Records an answer under a fingerprint.
    @discardableResult
    func record(_ response: String, of byte: UInt8, session: String = "") async throws -> InteractionID {
        try await append(
            .sample(session: session, response: response),
            fingerprint: .test(byte),
            replacingUpTo: nil
        )
    }
}

extension RequestContext {
    /// A request with JSON, as ``Interaction/sample`` has recorded it.
    static func test(
        _ method: HTTPRequest.Method = .post,
        _ pathAndQuery: String = "/v1/chat/completions",
        json: String = "{}"
    ) -> RequestContext {
        test(method, pathAndQuery, body: .bytes(Array(json.utf8)[...]))
    }

    static func test(
        _ method: HTTPRequest.Method = .post,
        _ pathAndQuery: String = "/v1/chat/completions",
        fields: HTTPFields = [.contentType: "application/json"],
        body: RequestBody
    ) -> RequestContext {
        RequestContext(
            target: RequestLine(method: method, pathAndQuery: pathAndQuery),
            headerFields: fields,
            body: body
        )
    }
}

extension ServedResponse {
    /// Reads the body to its end.
    func text() async throws -> String {
        String(decoding: try await body.collect(upTo: .max), as: UTF8.self)
    }

    /// The slices of the body until its end, and the error it broke off with.
    func slices() async -> (slices: [String], error: (any Error)?) {
        guard case .stream(_, let stream) = body.content else { return ([], nil) }
        var slices: [String] = []
        do {
            for try await slice in stream { slices.append(String(decoding: slice, as: UTF8.self)) }
            return (slices, nil)
        } catch {
            return (slices, error)
        }
    }

    /// The value of a member of the error in the envelope.
    func error(_ member: String) async throws -> String? {
        try JSONValue(parsing: Array(try await text().utf8)[...])["error"]?[member]?.string
    }
}

extension ImmediateResponse {
    /// The body.
    var text: String { String(decoding: body, as: UTF8.self) }
}

extension String {
    /// The text as the bytes of a body.
    var slice: ArraySlice<UInt8> { Array(utf8)[...] }
}

extension Responder {
    /// Asks for a response at once to a request that nothing else asks for.
    func respondAtOnce(to request: RequestContext) throws -> ImmediateResponse? {
        var request = request
        return try respondAtOnce(to: &request)
    }
}

extension ResponderChain {
    /// Answers a request that nothing else asks for.
    func respond(to request: RequestContext) async throws -> ServedResponse {
        var request = request
        return try await respond(to: &request)
    }
}
