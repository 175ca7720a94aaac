// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTypes
import TapedeckCore
import TapedeckUpstream

/// The client of the demo, which sends its requests over HTTP as any program does.
struct DemoClient {
    private static let bodyLimit = 1 << 20

    private let connection: CurlUpstream
    private let key: String

    /// - Parameters:
    ///   - baseURL: What a program would find in `OPENAI_BASE_URL`.
    ///   - key: The placeholder of a key.
    /// - Throws: `InvalidBaseURL`.
    init(baseURL: URL, key: String) throws {
        let patience = UpstreamTimeouts(firstByte: .seconds(30), idle: .seconds(30))
        connection = CurlUpstream(
            configuration: UpstreamConfiguration(baseURL: try BaseURL(baseURL.absoluteString), timeouts: patience)
        )
        self.key = key
    }

    /// Sends requests one after the other.
    func ask(_ requests: [DemoRequest]) async throws -> [DemoAnswer] {
        var answers: [DemoAnswer] = []
        for request in requests { answers.append(try await ask(request)) }
        return answers
    }

    func close() async { await connection.shutdown() }

    private func ask(_ request: DemoRequest) async throws -> DemoAnswer {
        var head = HTTPRequest(method: request.method, scheme: nil, authority: nil, path: request.path)
        head.headerFields[.authorization] = "Bearer \(key)"
        if request.body != nil { head.headerFields[.contentType] = "application/json" }
        let start = ContinuousClock.now
        let response = try await connection.send(head, body: Body(request.body.map { Array($0.text().utf8) } ?? []))
        var body: [UInt8] = []
        for try await chunk in response.chunks where body.count < Self.bodyLimit { body += chunk.bytes }
        return DemoAnswer(
            request: request,
            status: response.head.status.code,
            isStream: response.head.headerFields[.contentType]?.hasPrefix("text/event-stream") ?? false,
            body: body,
            duration: .now - start
        )
    }
}
