// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import Testing

@testable import TapedeckWorkflow

struct PredictionReaderTests {
    @Test func `reads back what was written`() throws {
        let predictions = [
            Prediction(
                id: "13818513",
                dialogue: "Amanda: I baked cookies.\r\nJerry: Sure!",
                reference: "Amanda baked \"cookies\".",
                prediction: "Amanda and Jerry \u{2028} é 👋",
                extras: [JSONMember(name: "usage", value: ["total_tokens": 12])]
            ),
            Prediction(id: "2", reference: "b", prediction: nil, error: "429 after 5 attempts"),
            Prediction(prediction: ""),
        ]
        let read = try withTemporaryFile(predictions.map(\.line).joined()) { try Prediction.all(inFile: $0) }
        #expect(read == predictions)
    }

    @Test func `takes files of models run elsewhere`() throws {
        let text =
            "\u{FEFF}{\"reference\":\"a\",\"prediction\":\"b\"}\r\n\n  \n{\"id\":7,\"prediction\":\"c\",\"score\":0.10}"
        let read = try withTemporaryFile(text) { try Prediction.all(inFile: $0) }
        #expect(read.map(\.prediction) == ["b", "c"])
        #expect(read.map(\.id) == [nil, "7"])
        #expect(read[1].line == "{\"id\":\"7\",\"prediction\":\"c\",\"score\":0.10}\n")
    }

    struct Bad: Sendable, CustomTestStringConvertible {
        let text: String
        let message: String
        var testDescription: String { message }
    }

    @Test(arguments: [
        Bad(text: "{\"prediction\":\"a\"}\n{\"prediction\":\n", message: ", line 2: not JSON at byte 15"),
        Bad(text: "\n[1]\n", message: ", line 2: not a JSON object"),
        Bad(text: "{\"reference\":\"a\"}", message: ", line 1: there is no \"prediction\""),
        Bad(text: "{\"prediction\":3}", message: ", line 1: \"prediction\" is not a text"),
        Bad(text: "{\"prediction\":NaN}", message: ", line 1: not JSON at byte 15"),
        Bad(
            text: "{\"id\":1,\"prediction\":\"a\"}\n{\"id\":\"1\",\"prediction\":\"a\"}",
            message: ", line 2: the id \"1\" is that of line 1 too"
        ),
        Bad(text: "\n\n", message: " holds no predictions"),
        Bad(text: "", message: " holds no predictions"),
    ])
    func `names the line of what it cannot read`(bad: Bad) throws {
        try withTemporaryFile(bad.text) { path in
            let error = #expect(throws: WorkflowError.self) { try Prediction.all(inFile: path) }
            #expect(error?.code == .badInput)
            #expect(error?.message.hasPrefix(path + bad.message) == true, "\(error?.message ?? "")")
        }
    }

    @Test func `refuses a line that is too long without reading the rest`() throws {
        let text = "{\"prediction\":\"a\"}\n" + String(repeating: "x", count: 2_000_000) + "\n"
        try withTemporaryFile(text) { path in
            var reader = try PredictionReader(path: path, limit: 1000)
            #expect(try reader.next()?.prediction == "a")
            do throws(WorkflowError) {
                _ = try reader.next()
                Issue.record("a line of 2 MB was read")
            } catch {
                #expect(error.message.contains("line 2: longer than 1000 bytes"))
            }
        }
    }

    @Test func `lines of any length around the size of a reading survive`() throws {
        let texts = [262_100, 262_120, 262_143, 262_144, 262_145, 1, 600_000].map { String(repeating: "é", count: $0) }
        let lines = texts.map { Prediction(prediction: $0).line }.joined()
        let read = try withTemporaryFile(lines) { try Prediction.all(inFile: $0) }
        #expect(read.map(\.prediction) == texts)
    }

    @Test(arguments: ["/nowhere/predictions.jsonl", "/tmp"])
    func `refuses what is no file`(path: String) {
        let error = #expect(throws: WorkflowError.self) { try Prediction.all(inFile: path) }
        #expect(error?.message.hasPrefix(path) == true)
    }

    @Test(arguments: [[0xFF, 0xFE, 0x41, 0x00] as [UInt8], [0x1F, 0x8B, 0x08]])
    func `refuses what is not UTF-8 text`(bytes: [UInt8]) throws {
        try withTemporaryFile(bytes) { path in
            _ = #expect(throws: WorkflowError.self) { try Prediction.all(inFile: path) }
        }
    }
}
