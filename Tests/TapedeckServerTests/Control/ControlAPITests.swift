// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore
import TapedeckTestSupport
import Testing

@testable import TapedeckServer

struct ControlAPITests {
    private let sessions: SessionTable

    init() async throws {
        let store = InMemoryCassette()
        try await store.record(.sample())
        let sessionFactory = SessionFactory(mode: .none, log: LogSpy()) { request in
            guard request.name == nil else {
                throw CassetteError(code: .notFound, message: "There is no \(request.name ?? "").")
            }
            return try LoadedCassette(store)
        }
        sessions = .test(sessionFactory)
        _ = try sessions.session(named: "")
    }

    private func ask(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ body: String = "",
        fields: HTTPFields = [:],
        token: String? = nil
    ) async throws -> (status: Int, json: JSONValue) {
        let response = try await ControlAPI(sessions: sessions, token: token)
            .respond(
                to: RequestLine(method: method, pathAndQuery: path),
                fields: fields,
                body: .bytes(body.slice)
            )
        return (response.head.status.code, try JSONValue(parsing: try await response.text().slice))
    }

    /// The code of the error that a request to begin a session meets.
    private func refusal(_ body: String) async throws -> String? {
        do {
            _ = try await ask(.post, "sessions", body)
            return nil
        } catch let error as SessionError {
            return error.envelope.code
        }
    }

    @Test func `tells its health`() async throws {
        #expect(try await ask(.get, "health").json == ["status": "ok", "sessions": 1])
    }

    @Test func `begins, shows and ends a session`() async throws {
        let begun = try await ask(.post, "sessions", #"{"name":"test one"}"#)
        #expect(begun.status == 201)
        #expect(begun.json["url_path"] == "/session/test%20one/v1")
        #expect(begun.json["unused"] == 0)
        #expect(begun.json["records_everything"] == false)
        #expect(
            try await ask(.get, "sessions").json["sessions"]?.elements?.compactMap { $0["name"] } == [
                "default", "test one",
            ]
        )
        #expect(try await ask(.get, "sessions/test%20one").json["mode"] == "none")
        #expect(try await ask(.delete, "sessions/test%20one").status == 200)
        await #expect(throws: SessionError.self) { try await ask(.get, "sessions/test%20one") }
    }

    @Test func `lists misses and unused recordings, and starts over`() async throws {
        let session = try sessions.session(named: "").session
        try session.statistics.add(.test("/v1/a"), .test(1))
        #expect(try await ask(.get, "sessions/default/misses").json["misses"]?.elements?.count == 1)
        #expect(
            try await ask(.get, "sessions/default/unused").json
                == [
                    "count": 1,
                    "unused": [
                        [
                            "id": 1, "request": "POST /v1/chat/completions", "session": "default",
                            "cassette": "memory",
                        ]
                    ],
                ]
        )
        #expect(try await ask(.post, "sessions/default/reset").json["totals"]?["missed"] == 0)
        #expect(session.statistics.misses.isEmpty)
    }

    @Test(arguments: [
        ("", "invalid_session"), ("{}", "invalid_session"), (#"{"name":""}"#, "invalid_session"),
        (#"{"name":"a\u0000b"}"#, "invalid_session_name"), (#"{"name":"a","mode":"some"}"#, "invalid_session"),
        (#"{"name":"a","mode":"all"}"#, "invalid_session"), (#"{"name":"a","cassette":"x"}"#, "cassette_not_found"),
        (#"{"name":"default"}"#, "session_exists"), (#"{"name":"a","mode":null,"cassette":null}"#, nil),
    ])
    func `says what is wrong with a new session`(body: String, code: String?) async throws {
        #expect(try await refusal(body) == code)
    }

    @Test func `calls the default session by its name`() async throws {
        do {
            _ = try await ask(.post, "sessions", #"{"name":"default"}"#)
            Issue.record("It has begun already.")
        } catch let error as SessionError {
            #expect(error.envelope.message == "The session 'default' exists; end it first or reset it.")
        }
    }

    @Test func `the default session does not end`() async throws {
        await #expect(throws: SessionError.self) { try await ask(.delete, "sessions/default") }
        #expect(sessions.existing("") != nil)
    }

    @Test(arguments: ["health/", "sessions/default/other", "sessions/default/misses/x", "unknown"])
    func `names what there is for a request it does not know`(_ path: String) async throws {
        let answer = try await ask(.get, path)
        #expect(answer.status == 404)
        #expect(answer.json["error"]?["code"] == "unknown_control_url")
    }

    @Test func `asks for the token when there is one`() async throws {
        #expect(try await ask(.get, "health", token: "t").status == 401)
        #expect(try await ask(.get, "health", fields: [.authorization: "Bearer u"], token: "t").status == 401)
        #expect(try await ask(.get, "health", fields: [.authorization: "Bearer t"], token: "t").status == 200)
    }
}
