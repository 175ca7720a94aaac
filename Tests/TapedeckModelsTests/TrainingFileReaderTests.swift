// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckModels
import TapedeckTokens
import Testing

@Suite struct TrainingFileReaderTests {
    private static let ten = Array(repeating: TrainingLines.chat, count: 10).joined(separator: "\n")

    @Test func `too few examples fail the job with the service's words`() throws {
        let seven = Array(repeating: TrainingLines.chat, count: 7).joined(separator: "\n")
        let error = try #require(TrainingRules.rules().report(seven).error)
        #expect(error.code == "invalid_n_examples" && error.param == "training_file" && error.line == nil)
        #expect(error.message == "Training file has 7 example(s), but must have at least 10 examples")
    }

    @Test func `a validation file has no minimum of ten, and is named in its errors`() throws {
        let rules = TrainingRules.rules(.supervised, "gpt-4o", .validation)
        #expect(rules.report(TrainingLines.chat).error == nil)
        let error = try #require(rules.report(TrainingLines.chat + "\n{}").error)
        #expect(error.code == "invalid_validation_file" && error.param == "validation_file")
        #expect(
            error.message
                == "The job failed due to an invalid validation file. Invalid file format. Example 2 Field 'messages' is required"
        )
        #expect(rules.report("").error?.code == "invalid_n_examples")
    }

    @Test func `the first line decides what the file is`() throws {
        let error = try #require(TrainingRules.rules().report(#"{"text":"a"}"#).error)
        #expect(
            error.message == "The job failed due to an invalid training file. "
                + "Unexpected file format, expected either prompt/completion pairs or chat messages."
        )
    }

    @Test func `conversations are not for preference tuning`() throws {
        let error = try #require(TrainingRules.rules(.dpo).report(Self.ten).error)
        #expect(
            error.message
                == "The job failed due to an invalid training file. Invalid file format. Input file file-abc is "
                + "in the fine-tune-chat format, but the specified fine-tuning job is not using 'supervised' as the "
                + "training method (provided method=dpo). "
        )
        #expect(error.code == "invalid_training_file")
    }

    @Test func `preferences are not for supervised tuning`() {
        let report = TrainingRules.rules().report(TrainingLines.preference)
        #expect(
            report.faults.first?.description.contains(
                "not using 'dpo' as the training method (provided method=supervised). "
            ) == true
        )
    }

    @Test func `chat models take no prompts, and base models nothing else`() {
        let completions = Array(repeating: TrainingLines.completion, count: 10).joined(separator: "\n")
        #expect(TrainingRules.rules(.supervised, "babbage-002").report(completions).error == nil)
        #expect(TrainingRules.rules().report(completions).error?.message.contains("is a chat model") == true)
        let chat = TrainingRules.rules(.supervised, "babbage-002").report(Self.ten)
        #expect(chat.error?.message.contains("babbage-002 is a base model") == true)
    }

    @Test(arguments: ["\n", "\r\n", "\n\n", "\n \t\r\n"])
    func `blank lines at the end are none`(end: String) throws {
        #expect(try TrainingRules.rules().report(Self.ten + end).get().examples == 10)
    }

    @Test func `a blank line inside is a fault`() {
        let report = TrainingRules.rules().report(TrainingLines.file(with: ""), faults: 9)
        #expect(report.faults.map(\.description) == ["Line 3 is blank"])
        #expect(report.faults.map(\.line) == [3])
    }

    @Test func `a byte order mark breaks the first line`() {
        let report = TrainingRules.rules().report("\u{FEFF}" + Self.ten, faults: 9)
        #expect(report.faults.map(\.description) == ["Line 1 is not valid JSON (it begins with a byte order mark)"])
    }

    @Test(arguments: [
        (#"{"messages":[}"#, "no value begins with byte 125 at byte 13"),
        (#"{"messages":"#, "the document ends where a value is expected at byte 12"),
        (String(repeating: "[", count: 600), "nesting deeper than 512 levels at byte 512"),
    ])
    func `a line that is not JSON is named`(line: String, reason: String) {
        let report = TrainingRules.rules().report(TrainingLines.file(with: line))
        #expect(report.faults.map(\.description) == ["Line 3 is not valid JSON (\(reason))"])
    }

    @Test func `bytes that are not UTF-8 are a fault of their line`() {
        var bytes = Array(Self.ten.utf8)
        bytes += Array("\n{\"messages\":\"".utf8) + [0xFF] + Array("\"}".utf8)
        let report = TrainingFile.read(bytes[...], rules: .rules()).report
        #expect(report.faults.map(\.description) == ["Line 11 is not valid JSON (the string is not UTF-8 at byte 13)"])
    }

    @Test func `a line beyond the limit is a fault, and the next is read`() {
        let long = #"{"messages":"\#(String(repeating: "a", count: 5000))"}"#
        let rules = TrainingRules.rules(lineLimit: 1000)
        let report = rules.report(TrainingLines.file(with: long), faults: 9)
        #expect(report.faults.map(\.description) == ["Line 3 is longer than 1000 bytes"])
        #expect(report.summary.examples == 10)
    }

    @Test func `asked for more, it tells every fault and its line`() {
        let text = [TrainingLines.chat, "{", TrainingLines.chat, "{}", "7"].joined(separator: "\n")
        let report = TrainingRules.rules().report(text, faults: 9)
        #expect(
            report.faults.map(\.description) == [
                "Line 2 is not valid JSON (expected the name of a member at byte 1)",
                "Example 4 Field 'messages' is required",
                "Example 5 is not a JSON dictionary",
                "Training file has 5 example(s), but must have at least 10 examples",
            ]
        )
        #expect(report.faults.map(\.line) == [2, 4, 5, nil])
        #expect(TrainingRules.rules().report(text, faults: 2).faults.count == 2)
        #expect(TrainingRules.rules().report(text).error?.line == 2)
    }

    @Test(arguments: [1, 2, 7, 64, 1000])
    func `pieces of any size give the same report`(size: Int) {
        let text = TrainingLines.file(with: #"{"messages":[{"content":"é日👍🏽"}]}"#) + "\n"
        let bytes = Array(text.utf8)
        let whole = TrainingFile.read(bytes[...], rules: .rules(), faultLimit: 9)
        var reader = TrainingFileReader(rules: .rules(), faultLimit: 9)
        var examples: [TrainingExample] = []
        for start in stride(from: 0, to: bytes.count, by: size) {
            reader.push(bytes[start..<min(bytes.count, start + size)]) { (example) throws(Never) in
                examples.append(example)
            }
        }
        #expect(reader.finish() == whole.report)
        #expect(examples == whole.examples)
        #expect(examples.count == 10)
    }

    @Test func `tokens are counted as the service bills them`() throws {
        // 1 for the example, 4 for each message, and "Hi" is 1 token, "Hello there" 2.
        let summary = try TrainingRules.rules().report(Self.ten).get()
        #expect(summary.tokens == 10 * (1 + 4 + 1 + 4 + 2))
        #expect(summary.examples == 10 && summary.messages == 20 && summary.format == .chat)
        #expect(summary.longestExample == 12 && summary.longestExampleLine == 1 && summary.cutExamples == 0)
        #expect(summary.bytes == Self.ten.utf8.count)
    }

    @Test func `an example beyond the model's limit counts as far as the limit`() throws {
        let words = String(repeating: " tape", count: 5000)
        let line = #"{"messages":[{"role":"assistant","content":"\#(words)"}]}"#
        let summary = try TrainingRules.rules(.supervised, "gpt-3.5-turbo-0613").report(TrainingLines.file(with: line))
            .get()
        #expect(summary.cutExamples == 1 && summary.longestExampleLine == 3)
        #expect(summary.longestExample == 1 + 4 + TokenEncoding.cl100kBase.count(words))
        #expect(summary.tokens == 10 * 12 + 4_096)
    }
}
