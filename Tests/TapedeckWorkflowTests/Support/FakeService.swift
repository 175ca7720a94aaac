// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Synchronization
import TapedeckCore

@testable import TapedeckWorkflow

/// A service in memory: a function from a request to an answer, and a record of what was asked.
final class FakeService: Upstream {
    struct Request: Sendable, Hashable {
        let method: String
        let path: String
        let body: [UInt8]

        var json: JSONValue? { try? JSONValue(parsing: body) }
    }

    enum Answer: Sendable {
        case json(JSONValue, status: Int = 200, fields: HTTPFields = [:])
        case broken(UpstreamError)
        /// The head of an answer, and a connection that ends behind it.
        case cut

        static func error(_ status: Int, code: String? = nil, _ fields: HTTPFields = [:]) -> Answer {
            let error: JSONValue = ["message": "said so", "type": "some", "param": nil, "code": .optional(code)]
            return .json(["error": error], status: status, fields: fields)
        }
    }

    let origin = "http://fake/v1"
    private let answer: @Sendable (Request, Int) throws -> Answer
    private let asked = Mutex<[Request]>([])
    private let waited = Mutex<[Duration]>([])

    /// `answer` gets the request and the number of requests before it.
    init(_ answer: @escaping @Sendable (Request, Int) throws -> Answer) { self.answer = answer }

    var requests: [Request] { asked.withLock { $0 } }
    var waits: [Duration] { waited.withLock { $0 } }

    func client(retries: Int = 2) -> OpenAIClient {
        let sleeper = ReplayAwareSleeper(upstream: self, localPath: nil) { wait in
            self.waited.withLock { $0.append(wait) }
        }
        return OpenAIClient(upstream: self, key: "key", retries: retries, sleeper: sleeper)
    }

    func send(_ request: HTTPRequest, body: Body) async throws -> UpstreamResponse {
        let bytes = try await body.collect(upTo: 1 << 20)
        let one = Request(method: request.method.rawValue, path: request.path ?? "", body: Array(bytes))
        let number = asked.withLock { asked in
            asked.append(one)
            return asked.count - 1
        }
        let (chunks, continuation) = AsyncThrowingStream<ReceivedChunk, any Error>.makeStream()
        var head = HTTPResponse(status: .ok)
        switch try answer(one, number) {
        case .broken(let error): throw error
        case .cut: continuation.finish(throwing: UpstreamError(code: .brokenOff, message: "cut"))
        case .json(let document, let status, let fields):
            head = HTTPResponse(status: HTTPResponse.Status(code: status), headerFields: fields)
            continuation.yield(ReceivedChunk(bytes: Array(document.text().utf8), elapsed: .zero))
            continuation.finish()
        }
        return UpstreamResponse(head: head, timeToFirstByte: .zero, chunks: chunks)
    }
}

extension JSONValue {
    /// A chat completion.
    static func chat(_ text: String, finishReason: String = "stop") -> JSONValue {
        [
            "object": "chat.completion",
            "choices": [
                [
                    "index": 0, "message": ["role": "assistant", "content": .string(text)],
                    "finish_reason": .string(finishReason),
                ]
            ],
        ]
    }
}
