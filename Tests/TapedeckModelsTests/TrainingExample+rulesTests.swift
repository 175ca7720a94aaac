// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckModels
import Testing

@Suite struct ExampleRuleTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let line: String
        let reason: String
        var method = TrainingMethod.supervised

        var testDescription: String { reason }
    }

    /// A conversation in which one message is put before the answer.
    private static func messages(_ message: String) -> String {
        #"{"messages":[{"role":"user","content":"Hi"},\#(message),{"role":"assistant","content":"Hello"}]}"#
    }

    private static let roles = "'system', 'developer', 'user', 'assistant', 'tool', 'function'"

    static let chatCases: [Case] = [
        Case(line: "[]", reason: " is not a JSON dictionary"),
        Case(line: #"{"prompt":"a"}"#, reason: " Field 'messages' is required"),
        Case(line: #"{"messages":{}}"#, reason: " Input 'messages' should be a valid list"),
        Case(line: #"{"messages":[]}"#, reason: " Input 'messages' should have at least 1 message"),
        Case(line: messages("7"), reason: ", message 2 Input should be a valid dictionary"),
        Case(line: messages(#"{"content":"a"}"#), reason: ", message 2 Discriminator 'role' is missing in value"),
        Case(line: messages(#"{"role":1,"content":"a"}"#), reason: ", message 2 Input 'role' should be a valid string"),
        Case(
            line: messages(#"{"role":"robot","content":"a"}"#),
            reason: ", message 2 Input tag 'robot' found using 'role' does not match any of the expected tags: \(roles)"
        ),
        Case(line: messages(#"{"role":"user"}"#), reason: ", message 2 Field 'content' is required"),
        Case(
            line: messages(#"{"role":"user","content":null}"#),
            reason: ", message 2 Input 'content' should be a valid string or a list of content parts"
        ),
        Case(
            line: messages(#"{"role":"user","content":[]}"#),
            reason: ", message 2 Input 'content' should be a list of at least 1 content part"
        ),
        Case(
            line: messages(#"{"role":"system","content":[{"type":"image_url","image_url":{"url":"x"}}]}"#),
            reason: ", message 2, content part 1 The type 'image_url' is not allowed in a message of role 'system'"
        ),
        Case(
            line: messages(#"{"role":"user","content":[{"type":"text"}]}"#),
            reason: ", message 2, content part 1 Input 'text' should be a valid string"
        ),
        Case(
            line: messages(#"{"role":"user","content":"a","name":3}"#),
            reason: ", message 2 Input 'name' should be a valid string"
        ),
        Case(
            line: messages(#"{"role":"user","content":"a","weight":1}"#),
            reason: ", message 2 Only messages from the assistant may have a 'weight'"
        ),
        Case(
            line: messages(#"{"role":"assistant","content":"a","weight":0.5}"#),
            reason: ", message 2 Input 'weight' should be 0 or 1"
        ),
        Case(
            line: messages(#"{"role":"assistant","content":"a","weight":2}"#),
            reason: ", message 2 Input 'weight' should be 0 or 1"
        ),
        Case(line: messages(#"{"role":"tool","content":"a"}"#), reason: ", message 2 Field 'tool_call_id' is required"),
        Case(line: messages(#"{"role":"function","content":"a"}"#), reason: ", message 2 Field 'name' is required"),
        Case(
            line: messages(
                #"{"role":"assistant","tool_calls":[{"type":"function","function":{"name":"f","arguments":""}}]}"#
            ),
            reason: ", message 2, tool call 1 Field 'id' is required"
        ),
        Case(
            line: messages(
                #"{"role":"assistant","tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":{}}}]}"#
            ),
            reason: ", message 2, tool call 1 Input 'function.arguments' should be a valid string"
        ),
        Case(
            line: #"{"messages":[{"role":"user","content":"Hi"}]}"#,
            reason: " There must be at least one message from the assistant"
        ),
        Case(
            line: #"{"messages":[{"role":"assistant","content":"Hi"},{"role":"user","content":"Hi"}]}"#,
            reason: ", message 2 The last message must be from the assistant"
        ),
        Case(
            line: #"{"messages":[{"role":"assistant","content":"Hi"}],"tools":{}}"#,
            reason: " Input 'tools' should be a valid list"
        ),
        Case(
            line: #"{"messages":[{"role":"assistant","content":"Hi"}],"tools":[{"type":"x"}]}"#,
            reason: ", tool 1 Input 'type' should be 'function'"
        ),
        Case(
            line: #"{"messages":[{"role":"assistant","content":"Hi"}],"tools":[{"type":"function","function":{}}]}"#,
            reason: ", tool 1 Field 'function.name' is required"
        ),
        Case(
            line: #"{"messages":[{"role":"assistant","content":"Hi"}],"parallel_tool_calls":1}"#,
            reason: " Input 'parallel_tool_calls' should be a valid boolean"
        ),
    ]

    static let otherCases: [Case] = [
        Case(line: #"{"preferred_output":[]}"#, reason: " Field 'input' is required", method: .dpo),
        Case(
            line: #"{"input":{"messages":[{"content":"Hi"}]}}"#,
            reason: ", input message 1 Discriminator 'role' is missing in value",
            method: .dpo
        ),
        Case(
            line: #"{"input":{"messages":[{"role":"user","content":"Hi"}]},"preferred_output":[]}"#,
            reason: " Input 'preferred_output' should be a list of one assistant message",
            method: .dpo
        ),
        Case(
            line:
                #"{"input":{"messages":[{"role":"user","content":"Hi"}]},"preferred_output":[{"role":"user","content":"a"}]}"#,
            reason: ", preferred_output message 1 The message must be from the assistant",
            method: .dpo
        ),
        Case(
            line:
                #"{"input":{"messages":[{"role":"user","content":"Hi"}]},"preferred_output":[{"role":"assistant","content":"a"}]}"#,
            reason: " Field 'non_preferred_output' is required",
            method: .dpo
        ),
        Case(
            line: TrainingLines.chat,
            reason: ", message 2 The last message must be from the user",
            method: .reinforcement
        ),
    ]

    @Test(arguments: chatCases)
    func `a conversation that breaks a rule is named with its place`(row: Case) throws {
        let report = TrainingRules.rules().report(TrainingLines.file(with: row.line))
        let error = try #require(report.error)
        #expect(
            error.message
                == "The job failed due to an invalid training file. Invalid file format. Example 3\(row.reason)"
        )
        #expect(error.code == "invalid_training_file" && error.param == "training_file" && error.line == 3)
    }

    @Test(arguments: otherCases)
    func `so are preferences and questions`(row: Case) throws {
        let good = row.method == .dpo ? TrainingLines.preference : TrainingLines.reinforcement
        let model = row.method == .dpo ? "gpt-4o-mini" : "o4-mini"
        let report = TrainingRules.rules(row.method, model).report(TrainingLines.file(with: row.line, among: good))
        #expect(report.faults.map(\.description) == ["Example 3\(row.reason)"])
    }

    @Test(arguments: [
        #"{"messages":[{"role":"developer","content":"a"},{"role":"user","content":"b"},{"role":"assistant","content":"c","weight":0}]}"#,
        #"{"messages":[{"role":"assistant","content":null,"tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}]}]}"#,
        #"{"messages":[{"role":"assistant","function_call":{"name":"f","arguments":"{}"}}],"functions":[{"name":"f"}]}"#,
        #"{"messages":[{"role":"assistant","content":null,"refusal":"No"}]}"#,
        #"{"messages":[{"role":"user","content":[{"type":"text","text":"a"},{"type":"image_url","image_url":{"url":"x"}}]},{"role":"assistant","content":"c"}]}"#,
        #"{"messages":[{"role":"assistant","content":""}],"tools":[{"type":"function","function":{"name":"f","parameters":{}}}]}"#,
    ])
    func `what the service takes is taken`(line: String) throws {
        let summary = try TrainingRules.rules().report(TrainingLines.file(with: line)).get()
        #expect(summary.examples == 11)
    }

    @Test func `an example has ten images at most`() {
        let image = #"{"type":"image_url","image_url":{"url":"x"}}"#
        let images = Array(repeating: image, count: 11).joined(separator: ",")
        let line = #"{"messages":[{"role":"user","content":[\#(images)]},{"role":"assistant","content":"c"}]}"#
        let report = TrainingRules.rules().report(TrainingLines.file(with: line))
        #expect(report.faults.map(\.description) == ["Example 3 has 11 images, but must have at most 10 images"])
    }

    @Test func `examples come out as they are, parts of a text joined`() {
        let line = """
            {"messages":[{"role":"user","content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]},\
            {"role":"assistant","content":"c","weight":0},{"role":"assistant","content":"d"}]}
            """
        let examples = TrainingFile.read(Array(line.utf8)[...], rules: .rules()).examples
        #expect(
            examples == [
                .chat([
                    TrainingMessage(role: .user, content: "ab"),
                    TrainingMessage(role: .assistant, content: "c", isTrained: false),
                    TrainingMessage(role: .assistant, content: "d"),
                ])
            ]
        )
        let pair = TrainingFile.read(Array(TrainingLines.preference.utf8)[...], rules: .rules(.dpo)).examples
        #expect(
            pair == [
                .preference(
                    input: [TrainingMessage(role: .user, content: "Hi")],
                    preferred: TrainingMessage(role: .assistant, content: "Hello there"),
                    rejected: TrainingMessage(role: .assistant, content: "What")
                )
            ]
        )
    }
}
