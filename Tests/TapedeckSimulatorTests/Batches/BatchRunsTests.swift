// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore
import Testing

@testable import TapedeckSimulator

struct BatchRunsTests {
    private static let file: [UInt8] = (0..<200)
        .flatMap { number in
            Array(
                (#"{"custom_id":"\#(number)","method":"POST","url":"/v1/chat/completions","body":"#
                    + #"{"model":"gpt-4o-mini","messages":[{"role":"user","content":"What is \#(number)?"}]}}"#
                    + "\n").utf8
            )
        }

    private func run(in simulator: Simulator, limit: Int = 200) throws -> BatchRun {
        var writer = Blob.Writer(store: simulator.blobs)
        try writer.append(Self.file[...])
        let fields = try RequestFields([
            "endpoint": "/v1/chat/completions", "input_file_id": "file-a", "completion_window": "24h",
        ])
        let input = try writer.finish()
        let batch = Batch(id: "batch_a", request: try BatchRequest(fields), input: input, createdAt: 0, seed: 7)
        let route = try Simulator.route(of: .chat)
        return BatchRun(batch: batch, input: input, route: route, limit: limit, remainder: .expired, time: 5)
    }

    @Test func `writes the same bytes whichever block is done first`() async throws {
        let first = Simulator()
        let second = Simulator()
        let results = try await (run(in: first).result(in: first), run(in: second).result(in: second))
        let bytes = try results.0.output.prefix(.max)
        #expect(try results.1.output.prefix(.max) == bytes)
        #expect(bytes.count { $0 == UInt8(ascii: "\n") } == 200)
        #expect(results.0.errors.count == 0 && results.0.usage == results.1.usage)
    }

    @Test func `runs the first requests alone when it is limited`() async throws {
        let simulator = Simulator()
        let whole = try await run(in: simulator).result(in: simulator).output.prefix(.max)
        let part = try await run(in: simulator, limit: 50).result(in: simulator)
        #expect(whole.starts(with: try part.output.prefix(.max)))
        #expect(part.isFailure.count == 50)
        #expect(try part.errors.prefix(.max).count { $0 == UInt8(ascii: "\n") } == 150)
    }
}
