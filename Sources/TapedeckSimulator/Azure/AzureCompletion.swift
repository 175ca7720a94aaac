// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// Completions as Azure writes them: names in alphabetical order at every level, no white space, and the results of the
/// content filter.
enum AzureCompletion {
    /// The event before the first one of a stream.
    static let firstEvent: JSONValue = [
        "choices": [], "created": 0, "id": "", "model": "", "object": "",
        "prompt_filter_results": AzureContentFilter.prompts,
    ]

    /// The body of a completion.
    static func body(of document: JSONValue) -> [UInt8] {
        text(
            adding(
                AzureContentFilter.prompts,
                to: filtered(document) { choice in
                    let message = choice["message"]
                    let isCall = message?["tool_calls"] != nil || message?["function_call"] != nil
                    return isCall ? AzureContentFilter.nothing : AzureContentFilter.completion
                }
            )
        ) + [UInt8(ascii: "\n")]
    }

    /// The data of an event of a stream.
    static func event(_ document: JSONValue) -> [UInt8] {
        text(
            filtered(document) { choice in
                let delta = choice["delta"]
                let isText =
                    choice["text"]?.string?.isEmpty == false || delta?["content"]?.string?.isEmpty == false
                    || delta?["refusal"]?.string?.isEmpty == false
                return isText ? AzureContentFilter.piece : AzureContentFilter.nothing
            }
        )
    }

    /// A document as text; angle brackets are escaped.
    static func text(_ document: JSONValue) -> [UInt8] {
        var bytes: [UInt8] = []
        document.append(to: &bytes)
        guard bytes.contains(where: { $0 == UInt8(ascii: "<") || $0 == UInt8(ascii: ">") }) else { return bytes }
        return bytes.flatMap { byte -> [UInt8] in
            switch byte {
            case UInt8(ascii: "<"): Array("\\u003c".utf8)
            case UInt8(ascii: ">"): Array("\\u003e".utf8)
            default: [byte]
            }
        }
    }

    /// The document in alphabetical order, with the results of the filter in every choice.
    private static func filtered(_ document: JSONValue, _ results: (JSONValue) -> JSONValue) -> JSONValue {
        guard case .object(let members) = document else { return document }
        return .object(
            members.map { member in
                guard member.name == "choices", let choices = member.value.elements else {
                    return JSONMember(name: member.name, value: sorted(member.value))
                }
                let filtered = choices.map { choice -> JSONValue in
                    guard case .object(let members) = sorted(choice) else { return choice }
                    return .object([JSONMember(name: "content_filter_results", value: results(choice))] + members)
                }
                return JSONMember(name: member.name, value: .array(filtered))
            }
            .sorted { $0.name < $1.name }
        )
    }

    private static func adding(_ results: JSONValue, to document: JSONValue) -> JSONValue {
        guard case .object(var members) = document else { return document }
        let place = members.firstIndex { $0.name > "prompt_filter_results" } ?? members.endIndex
        members.insert(JSONMember(name: "prompt_filter_results", value: results), at: place)
        return .object(members)
    }

    private static func sorted(_ value: JSONValue) -> JSONValue {
        switch value {
        case .array(let elements): .array(elements.map(sorted))
        case .object(let members):
            .object(
                members.map { JSONMember(name: $0.name, value: sorted($0.value)) }.sorted { $0.name < $1.name }
            )
        default: value
        }
    }
}
