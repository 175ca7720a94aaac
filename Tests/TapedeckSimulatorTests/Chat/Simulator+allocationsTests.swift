// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore
import TapedeckSimulator
import TapedeckTestSupport
import Testing

@Suite(.enabled(if: AllocationBudget.applies))
struct SimulatorAllocationsTests {
    private let simulator = Simulator()
    private let target = RequestLine(method: .post, path: "/v1/chat/completions", query: nil)
    private let fields: HTTPFields = [.authorization: "Bearer none", .contentType: "application/json"]

    private func body(_ number: Int) -> ArraySlice<UInt8> {
        guard case .bytes(let bytes) = Interaction.chat(number).request.body else { return [] }
        return bytes[...]
    }

    @Test func `a chat completion stays within its budget`() async throws {
        let bodies = (100..<200).map(body)
        var index = 0
        try await AllocationBudget("simulated chat completion").check {
            index += 1
            return try await simulator.respond(to: target, fields: fields, body: Body(bodies[index]))
        }
    }

    @Test func `a repeated chat completion stays within its budget`() async throws {
        let body = body(1)
        _ = try await simulator.respond(to: target, fields: fields, body: Body(body))
        var unanswered = 0
        try await AllocationBudget("simulated chat completion, repeated").check {
            if simulator.respondAtOnce(to: target, fields: fields, body: body) == nil { unanswered += 1 }
        }
        #expect(unanswered == 0)
    }
}
