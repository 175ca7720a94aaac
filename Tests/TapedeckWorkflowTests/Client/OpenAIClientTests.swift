// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore
import Testing

@testable import TapedeckWorkflow

@Suite struct OpenAIClientTests {
    private static let ask = APIRequest.post("/chat/completions", ["model": "m"])

    @Test func `asks again until it is answered`() async throws {
        let fake = FakeService { _, number in
            switch number {
            case 0: .error(429, code: "rate_limit_exceeded", [.retryAfter: "3"])
            case 1: .cut
            default: .json(["fine": true])
            }
        }
        let answer = try await fake.client().send(Self.ask)
        #expect(try answer.json()["fine"] == true)
        #expect(fake.requests.count == 3)
        #expect(Set(fake.requests).count == 1, "a request is the same each time")
        #expect(fake.waits.first == .seconds(3))
    }

    @Test func `gives up after the last try with the service's words`() async {
        let fake = FakeService { _, _ in .error(500) }
        let failure = await #expect(throws: APIError.self) {
            _ = try await fake.client(retries: 2).send(Self.ask)
        }
        #expect(failure?.description == "500: said so")
        #expect(fake.requests.count == 3)
    }

    @Test func `does not repeat by itself what may have been done`() async {
        let fake = FakeService { _, _ in .cut }
        let call = APIRequest.post("/fine_tuning/jobs", ["model": "m"], isRepeatable: false)
        await #expect(throws: APIError.self) { _ = try await fake.client().send(call) }
        #expect(fake.requests.count == 1)
    }

    @Test func `repeats what was refused before it was done`() async throws {
        let fake = FakeService { _, number in number == 0 ? .error(429) : .json([]) }
        _ = try await fake.client().send(.post("/fine_tuning/jobs", ["model": "m"], isRepeatable: false))
        #expect(fake.requests.count == 2)
    }

    @Test func `escapes queries`() {
        let call = APIRequest.get("/fine_tuning/jobs", query: [("limit", "1"), ("metadata[a]", "é b")])
        #expect(call.path == "/v1/fine_tuning/jobs?limit=1&metadata%5Ba%5D=%C3%A9%20b")
    }

    @Test func `a form is the same bytes each time`() throws {
        let form = { MultipartForm(fields: [("purpose", "x")], file: ("file", "a\".jsonl", Array("{}\n".utf8)[...])) }
        #expect(form().body == form().body)
        let text = String(decoding: form().body, as: UTF8.self)
        #expect(text.contains("Content-Disposition: form-data; name=\"purpose\"\r\n\r\nx\r\n"))
        #expect(
            text.contains(
                "name=\"file\"; filename=\"a_.jsonl\"\r\nContent-Type: application/octet-stream\r\n\r\n{}\n\r\n--"
            )
        )
        #expect(form().contentType.hasPrefix("multipart/form-data; boundary=tapedeck-"))
    }
}

@Suite struct ReplayAwareSleeperTests {
    private func waits(_ session: JSONValue?) async throws -> Int {
        let fake = FakeService { request, _ in
            guard request.path == "/_tapedeck/sessions", let session else { return .error(404) }
            return .json(["sessions": [session]])
        }
        let slept = FakeService { _, _ in .json([]) }
        let sleeper = ReplayAwareSleeper(upstream: fake, localPath: "/v1") { wait in
            _ = try await slept.send(HTTPRequest(method: .get, scheme: nil, authority: nil, path: "/"), body: Body())
        }
        try await sleeper.wait(.seconds(9))
        try await sleeper.wait(.seconds(9))
        return slept.requests.count
    }

    private func session(mode: String, played: Int, recorded: Int) -> JSONValue {
        [
            "url_path": "/v1", "mode": .string(mode),
            "totals": ["played": .integer(played), "recorded": .integer(recorded)],
        ]
    }

    @Test func `does not wait for a cassette`() async throws {
        #expect(try await waits(session(mode: "none", played: 0, recorded: 0)) == 0)
        #expect(try await waits(session(mode: "once", played: 3, recorded: 0)) == 0)
    }

    @Test func `waits for a live service, recorded or not`() async throws {
        #expect(try await waits(session(mode: "once", played: 0, recorded: 3)) == 2)
        #expect(try await waits(nil) == 2)
    }
}
