// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckTokens
import Testing

@testable import TapedeckSimulator

@Suite struct ToolCallTests {
    static let weather: JSONValue = [
        "type": "function",
        "function": [
            "name": "get_weather_for_city", "description": "gets the current weather for a given city",
            "parameters": [
                "type": "object",
                "properties": [
                    "city_name": ["type": "string", "description": "the name of a city"],
                    "unit": ["type": "string", "enum": ["celsius", "fahrenheit"]],
                ],
                "required": ["city_name"],
            ],
        ],
    ]

    static let mood: JSONValue = [
        "type": "function", "function": ["name": "get_mood", "description": "gets the caller's mood"],
    ]

    private func choice(_ text: String, _ members: [String: JSONValue]) throws -> JSONValue {
        let completion = try ChatFixture.prepare(ChatFixture.body(text, members))
        return try #require(ChatFixture.document(completion)["choices"]?[0])
    }

    @Test func `calls the requested tool, with the user's words as arguments`() throws {
        let choice = try choice("What is the weather in Osaka?", ["tools": [Self.weather, Self.mood]])
        #expect(choice["finish_reason"] == "tool_calls")
        #expect(choice["message"]?.names == ["role", "content", "tool_calls", "refusal", "annotations"])
        let calls = try #require(choice["message"]?["tool_calls"]?.elements)
        #expect(calls.count == 1)
        #expect(calls[0].names == ["id", "type", "function"])
        #expect(calls[0]["id"]?.string?.hasPrefix("call_") == true)
        #expect(calls[0]["id"]?.string?.utf8.count == 29)
        #expect(
            calls[0]["function"] == ["name": "get_weather_for_city", "arguments": #"{"city_name":"Osaka"}"#]
        )
    }

    @Test func `fills an optional argument that the user names`() throws {
        let choice = try choice("What is the weather in Osaka in fahrenheit?", ["tools": [Self.weather]])
        let arguments = choice["message"]?["tool_calls"]?[0]?["function"]?["arguments"]
        #expect(arguments == #"{"city_name":"Osaka","unit":"fahrenheit"}"#)
    }

    @Test func `calls once for each city, spaced out as the service does`() throws {
        let text = "Tell me what's the current weather in the following cities: Santiago and Karachi."
        let calls = try choice(text, ["tools": [Self.weather]])["message"]?["tool_calls"]?.elements ?? []
        #expect(
            calls.compactMap { $0["function"]?["arguments"]?.string } == [
                #"{"city_name": "Santiago"}"#, #"{"city_name": "Karachi"}"#,
            ]
        )
        #expect(Set(calls.compactMap { $0["id"]?.string }).count == 2)
        let one = try choice(text, ["tools": [Self.weather], "parallel_tool_calls": false])
        #expect(one["message"]?["tool_calls"]?.elements?.count == 1)
    }

    @Test func `answers in text when no tool is requested or allowed`() throws {
        #expect(try choice("Sing me a song.", ["tools": [Self.weather]])["finish_reason"] == "stop")
        let none = try choice("What is the weather in Osaka?", ["tools": [Self.weather], "tool_choice": "none"])
        #expect(none["message"]?["tool_calls"] == nil)
    }

    @Test func `calls a tool that is required`() throws {
        let required = try choice("Sing.", ["tools": [Self.mood, Self.weather], "tool_choice": "required"])
        #expect(required["finish_reason"] == "tool_calls")
        #expect(required["message"]?["tool_calls"]?[0]?["function"]?["name"] == "get_mood")
        #expect(required["message"]?["tool_calls"]?[0]?["function"]?["arguments"] == "{}")
        let allowed: JSONValue = [
            "type": "allowed_tools",
            "allowed_tools": [
                "mode": "required", "tools": [["type": "function", "function": ["name": "get_weather_for_city"]]],
            ],
        ]
        let chosen = try choice("Sing.", ["tools": [Self.mood, Self.weather], "tool_choice": allowed])
        #expect(chosen["message"]?["tool_calls"]?[0]?["function"]?["name"] == "get_weather_for_city")
    }

    @Test func `ends with stop when a tool was named`() throws {
        let named: JSONValue = ["type": "function", "function": ["name": "get_weather_for_city"]]
        let members: [String: JSONValue] = ["tools": [Self.weather], "tool_choice": named]
        #expect(try choice("Weather in Osaka", members)["finish_reason"] == "stop")
        let completion = try ChatFixture.prepare(ChatFixture.body("Weather in Osaka", members), model: "gpt-5")
        #expect(completion.choices.first?.finishReason == .toolCalls)
    }

    @Test func `puts the result into words after the call`() throws {
        let messages: JSONValue = [
            ["role": "user", "content": "What is the weather in Osaka?"],
            [
                "role": "assistant",
                "tool_calls": [
                    [
                        "id": "call_1", "type": "function",
                        "function": ["name": "get_weather_for_city", "arguments": #"{"city_name":"Osaka"}"#],
                    ]
                ],
            ],
            ["role": "tool", "tool_call_id": "call_1", "content": #"{"sky":"rainy","degrees":17}"#],
        ]
        let choice = try choice("", ["tools": [Self.weather], "messages": messages])
        #expect(choice["finish_reason"] == "stop")
        #expect(
            choice["message"]?["content"]
                == "get_weather_for_city (city_name: Osaka): sky: rainy, degrees: 17"
        )
    }

    @Test func `streams a single call with the role, several after it`() async throws {
        let body = ChatFixture.body("What is the weather in Osaka?", ["tools": [Self.weather], "stream": true])
        let chunks = try await ChatFixture.chunks(ChatFixture.prepare(body))
        let first = try #require(chunks.first?["choices"]?[0]?["delta"])
        #expect(first.names == ["role", "content", "tool_calls", "refusal"])
        #expect(first["tool_calls"]?[0]?.names == ["index", "id", "type", "function"])
        let pieces = chunks.compactMap {
            $0["choices"]?[0]?["delta"]?["tool_calls"]?[0]?["function"]?["arguments"]?.string
        }
        #expect(pieces.first == "" && pieces.joined() == #"{"city_name":"Osaka"}"#)
        #expect(chunks.last?["choices"]?[0]?["finish_reason"] == "tool_calls")

        let two = ChatFixture.body("The weather in Rome and in Oslo", ["tools": [Self.weather], "stream": true])
        let deltas = try await ChatFixture.chunks(ChatFixture.prepare(two)).compactMap { $0["choices"]?[0]?["delta"] }
        #expect(deltas.first == ["role": "assistant", "content": nil])
        #expect(Set(deltas.compactMap { $0["tool_calls"]?[0]?["index"]?.integer }) == [0, 1])
    }

    @Test func `supports the older functions`() async throws {
        let function = try #require(Self.weather["function"])
        let members: [String: JSONValue] = ["functions": [function], "function_call": "auto"]
        let choice = try choice("What is the weather in Osaka?", members)
        #expect(choice["finish_reason"] == "function_call")
        #expect(
            choice["message"]?["function_call"]
                == ["name": "get_weather_for_city", "arguments": #"{"city_name":"Osaka"}"#]
        )
        let streamed = ChatFixture.body("Weather in Osaka", members.merging(["stream": true]) { $1 })
        let chunks = try await ChatFixture.chunks(ChatFixture.prepare(streamed))
        let pieces = chunks.compactMap { $0["choices"]?[0]?["delta"]?["function_call"]?["arguments"]?.string }
        #expect(pieces.joined() == #"{"city_name":"Osaka"}"#)
    }

    @Test func `writes input for a custom tool`() throws {
        func tool(_ format: JSONValue) -> [String: JSONValue] {
            ["tools": [["type": "custom", "custom": ["name": "run", "format": format]]], "tool_choice": "required"]
        }
        let free = try choice("Run \"ls -l\" now", tool(["type": "text"]))
        #expect(free["message"]?["tool_calls"]?[0]?["custom"] == ["name": "run", "input": "ls -l"])
        let regex: JSONValue = ["type": "grammar", "grammar": ["syntax": "regex", "definition": "[A-Z]{3}-[0-9]{2}"]]
        let input = try choice("Go", tool(regex))["message"]?["tool_calls"]?[0]?["custom"]?["input"]?.string
        #expect(try Pattern("^[A-Z]{3}-[0-9]{2}$").matches(input ?? ""))
        let lark: JSONValue = ["type": "grammar", "grammar": ["syntax": "lark", "definition": "start: \"a\""]]
        let error = #expect(throws: APIError.self) { try choice("Go", tool(lark)) }
        #expect(error?.param == "tools[0].custom.format")
    }

    @Test func `counts the tokens of a call as recordings do`() throws {
        let named: JSONValue = ["type": "function", "function": ["name": "get_weather_for_city"]]
        let text = "Can you guess my weather given that I'm currently located in Osaka?"
        let free = try ChatFixture.prepare(ChatFixture.body(text, ["tools": [Self.weather]]))
        #expect(free.usage.completionTokens == 18)
        let demanded = try ChatFixture.prepare(ChatFixture.body(text, ["tools": [Self.weather], "tool_choice": named]))
        #expect(demanded.usage.completionTokens == 7)
    }

    @Test(
        arguments: [
            ["type": "string"], ["anyOf": [["type": "string"], ["type": "null"]], "default": nil], ["type": "integer"],
            ["type": "array", "items": ["type": "string"]],
        ] as [JSONValue]
    )
    func `a required tool call has optional arguments too`(property: JSONValue) throws {
        let parameters: JSONValue = ["type": "object", "properties": ["comment": property]]
        let tool: JSONValue = ["type": "function", "function": ["name": "note", "parameters": parameters]]
        for choice in ["required", ["type": "function", "function": ["name": "note"]]] as [JSONValue] {
            let body = ChatFixture.body("Write down that Anna comes at 4.", ["tools": [tool], "tool_choice": choice])
            let call = try #require(ChatFixture.prepare(body).choices.first?.calls.first)
            let arguments = try JSONValue(parsing: Array(call.input.utf8))
            #expect(arguments["comment"] != nil && arguments["comment"] != .null)
        }
    }
}
