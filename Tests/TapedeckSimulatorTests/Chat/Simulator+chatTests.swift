// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore
import Testing

@testable import TapedeckSimulator

@Suite struct SimulatorChatTests {
    private static let target = RequestLine(method: .post, pathAndQuery: "/v1/chat/completions")
    private static let fields: HTTPFields = [.authorization: "Bearer none"]

    private static func body(_ text: String, _ members: [String: JSONValue] = [:]) -> ArraySlice<UInt8> {
        let message: JSONValue = ["role": "user", "content": .string(text)]
        let others = members.sorted { $0.key < $1.key }.map { JSONMember(name: $0.key, value: $0.value) }
        let all = [JSONMember(name: "model", value: "gpt-4o-mini"), JSONMember(name: "messages", value: [message])]
        return ArraySlice(JSONValue.object(all + others).text().utf8)
    }

    private static func respond(_ simulator: Simulator, _ body: ArraySlice<UInt8>) async throws -> ServedResponse {
        try await simulator.respond(to: target, fields: fields, body: Body(body))
    }

    @Test(arguments: [
        body("What is new?"), body("What is new?", ["stream": true]), body("Tom: hi\nAnn: hello\nTom: bye\nAnn: ok"),
        body("Sage \"ja\", bitte! \u{1F602}", ["max_tokens": 3, "temperature": .decimal(0.2)]),
    ])
    func `a small request gets the same response on the event loop as in a task`(body: ArraySlice<UInt8>) async throws {
        let quick = Simulator(), ordinary = Simulator()
        for simulator in [quick, ordinary] { _ = try await Self.respond(simulator, Self.body("Hello")) }
        let atOnce = try #require(quick.respondAtOnce(to: Self.target, fields: Self.fields, body: body))
        let inTask = try await Self.respond(ordinary, body)
        #expect(atOnce.head == inTask.head)
        #expect(atOnce.body.readySlices?.slices == inTask.body.readySlices?.slices)
        #expect(try await atOnce.body.collect(upTo: 1 << 20) == inTask.body.collect(upTo: 1 << 20))
        // The next response goes on from the same state.
        #expect(try await Self.respond(quick, body).head == Self.respond(ordinary, body).head)
    }

    @Test(arguments: [
        body("Hello", ["n": 2]), body("Hello", ["logprobs": true]), body("As JSON please"), body("Hello", ["foo": 1]),
        body("Hello", ["response_format": ["type": "json_object"]]), body(String(repeating: "Hello ", count: 500)),
        body("Hello", ["model": "no-such-model"]), ArraySlice("{".utf8),
    ])
    func `other requests are left to a task`(body: ArraySlice<UInt8>) async throws {
        let simulator = Simulator()
        _ = try await Self.respond(simulator, Self.body("Hi"))
        #expect(simulator.respondAtOnce(to: Self.target, fields: Self.fields, body: body) == nil)
    }

    @Test func `the first answer of a model, for which tokens are unpacked, is left to a task`() async throws {
        let simulator = Simulator()
        #expect(simulator.respondAtOnce(to: Self.target, fields: Self.fields, body: Self.body("Hello")) == nil)
        _ = try await Self.respond(simulator, Self.body("Hi"))
        #expect(simulator.respondAtOnce(to: Self.target, fields: Self.fields, body: Self.body("Hello")) != nil)
    }
}
