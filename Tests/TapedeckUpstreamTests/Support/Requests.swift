// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTypes
import TapedeckCore
import TapedeckUpstream

/// What the scripted origin saw of a request.
struct Echo: Decodable {
    let method: String
    let target: String
    let fields: [[String]]
    let length: Int
    let sha256: String
    let connection: Int

    /// The values of a field, by its name as sent.
    func values(_ name: String) -> [String] {
        fields.filter { $0[0].lowercased() == name.lowercased() }.map { $0[1] }
    }
}

/// A whole response.
struct WholeResponse: Sendable {
    let head: HTTPResponse
    let body: [UInt8]

    var text: String { String(decoding: body, as: UTF8.self) }

    func echo() throws -> Echo { try JSONDecoder().decode(Echo.self, from: Data(body)) }
}

extension UpstreamResponse {
    /// Reads the response to its end.
    func whole() async throws -> WholeResponse {
        var body: [UInt8] = []
        for try await chunk in chunks { body += chunk.bytes }
        return WholeResponse(head: head, body: body)
    }
}

extension CurlUpstream {
    /// Sends a request and returns once its head has arrived.
    func start(
        _ path: String,
        _ method: HTTPRequest.Method = .get,
        fields: HTTPFields = [:],
        body: Body = Body()
    ) async throws -> UpstreamResponse {
        let request = HTTPRequest(method: method, scheme: nil, authority: "client", path: path, headerFields: fields)
        return try await send(request, body: body)
    }

    /// Sends a request and reads its response to the end.
    func whole(
        _ path: String,
        _ method: HTTPRequest.Method = .get,
        fields: HTTPFields = [:],
        body: Body = Body()
    ) async throws -> WholeResponse {
        try await start(path, method, fields: fields, body: body).whole()
    }
}

/// A stream that makes its slices when they are asked for.
struct Slices: AsyncSequence, Sendable {
    let count: Int
    let size: Int
    var failure: (any Error)?
    var pulled: (@Sendable (Int) -> Void)?

    func makeAsyncIterator() -> Iterator { Iterator(slices: self) }

    struct Iterator: AsyncIteratorProtocol {
        let slices: Slices
        var index = 0

        mutating func next() async throws -> ArraySlice<UInt8>? {
            guard index < slices.count else {
                if let failure = slices.failure { throw failure }
                return nil
            }
            index += 1
            slices.pulled?(index)
            return [UInt8](repeating: UInt8(truncatingIfNeeded: index), count: slices.size)[...]
        }

        mutating func next(isolation actor: isolated (any Actor)?) async throws -> ArraySlice<UInt8>? {
            try await next()
        }
    }
}
