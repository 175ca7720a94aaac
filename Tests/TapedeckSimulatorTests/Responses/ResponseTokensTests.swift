// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import Testing

@testable import TapedeckSimulator

/// Token counts beside recorded ones, for texts of the same length.
@Suite struct ResponseTokensTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let model: String
        /// Roles with the tokens of their messages.
        let messages: [(role: String, tokens: Int)]
        let input: Int
        /// Tokens of the text of the answer, and all output tokens.
        var output: (text: Int, all: Int)?

        var testDescription: String { "\(model), \(messages.count) messages" }
    }

    @Test(arguments: [
        Case(model: "gpt-4.1", messages: [("user", 2)], input: 9, output: (11, 12)),
        Case(model: "gpt-4o-mini", messages: [("user", 1), ("user", 1), ("user", 1)], input: 18, output: (1, 2)),
        Case(
            model: "gpt-4.1",
            messages: [("system", 6), ("user", 10), ("assistant", 13), ("user", 5)],
            input: 53,
            output: (39, 40)
        ),
        Case(
            model: "gpt-5-mini",
            messages: [("system", 6), ("user", 10), ("assistant", 13), ("user", 5)],
            input: 54
        ),
        Case(model: "gpt-5.4", messages: [("user", 38)], input: 44),
        Case(
            model: "gpt-5.6-terra",
            messages: [("user", 23), ("assistant", 404), ("user", 8)],
            input: 451
        ),
        Case(model: "gpt-5.4-nano", messages: [("system", 3), ("user", 5)], input: 18),
        Case(model: "gpt-5.4-nano", messages: [("user", 5)], input: 11, output: (70, 74)),
        Case(model: "gpt-5.4-nano", messages: [("user", 3)], input: 9),
    ])
    func `messages count as recorded`(_ row: Case) async throws {
        let input = row.messages.map { ResponseFixture.message($0.role, $0.tokens) }
        let prepared = try await ResponseFixture.prepare(
            ResponseFixture.members(row.model, .array(input)),
            text: row.output.map { ResponseFixture.text($0.text) }
        )
        #expect(prepared.usage.inputTokens == row.input)
        if let output = row.output { #expect(prepared.usage.outputTokens == output.all) }
    }

    @Test func `a function counts as the declaration of its type`() throws {
        let tools = try ResponseTools(
            RequestFields([
                "tools": [
                    [
                        "type": "function", "name": "get_weather", "description": "The weather.\nOf a city.",
                        "parameters": [
                            "type": "object",
                            "properties": [
                                "city": ["type": "string", "description": "Its name"],
                                "unit": ["type": "string", "enum": ["c", "f"], "default": "c"],
                                "days": ["type": "array", "items": ["type": "integer"]],
                            ],
                            "required": ["city"],
                        ], "strict": false,
                    ], ["type": "function", "name": "now", "parameters": ["type": "object", "properties": [:]]],
                ]
            ]),
            model: "gpt-4o",
            WorkBudget()
        )
        #expect(
            ToolRendering.text(of: tools.callable) == """
                # Tools

                ## functions

                namespace functions {

                // The weather.
                // Of a city.
                type get_weather = (_: {
                // Its name
                city: string,
                unit?: "c" | "f", // default: c
                days?: number[],
                }) => any;

                type now = () => any;

                } // namespace functions
                """
        )
    }

    @Test func `instructions count as a message, and history costs more with each turn`() async throws {
        let plain = try await ResponseFixture.prepare(ResponseFixture.members("gpt-4o", "Hi"))
        let more: [String: JSONValue] = ["instructions": .string(ResponseFixture.text(14))]
        let instructed = try await ResponseFixture.prepare(ResponseFixture.members("gpt-4o", "Hi", more))
        #expect(instructed.usage.inputTokens == plain.usage.inputTokens + 18)
    }
}
