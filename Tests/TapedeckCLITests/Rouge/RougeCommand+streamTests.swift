// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@Suite struct RougeCommandStreamTests {
    @Test func `lines of json come out for lines of json`() throws {
        let input =
            "\u{FEFF}{\"reference\":\"a\",\"prediction\":\"a\"}\r\n\r\n{\"reference\":\"\\u212a\\ud800\",\"prediction\":\"k\"}"
        let outcome = try RougeBinary().run("--stream", "--metrics", "rouge1", input: input)
        #expect(
            outcome.output == #"""
                {"index":0,"rouge1":{"precision":1.0,"recall":1.0,"fmeasure":1.0}}
                {"index":2,"rouge1":{"precision":1.0,"recall":1.0,"fmeasure":1.0}}

                """#
        )
        #expect(outcome.errors == "")
    }

    @Test func `no input gives no output and no complaint`() throws {
        let outcome = try RougeBinary().run("--stream")
        #expect(outcome == .init(output: "", errors: "", status: 0))
    }

    @Test(.timeLimit(.minutes(5)))
    func `a line is answered while its sender waits`() async throws {
        let binary = try RougeBinary()
        let process = binary.process(["--stream", "--metrics", "rouge1"])
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        for index in 0..<3 {
            try input.fileHandleForWriting.write(contentsOf: Data("{\"reference\":\"a\",\"prediction\":\"a\"}\n".utf8))
            let answer = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
            #expect(answer.hasPrefix("{\"index\":\(index),") && answer.hasSuffix("\n"))
        }
        try input.fileHandleForWriting.close()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
    }

    @Test func `good lines before a bad one are scored`() throws {
        let good = "{\"reference\":\"a\",\"prediction\":\"a\"}\n"
        let outcome = try RougeBinary().run("--stream", "--metrics", "rouge1", input: good + good + "{}\n" + good)
        #expect(outcome.output.split(separator: "\n").count == 2)
        #expect(outcome.status == 65)
    }
}
