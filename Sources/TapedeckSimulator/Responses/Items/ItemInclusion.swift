// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// The values of `include`: members of items that are left out unless they are asked for.
struct ItemInclusion: Sendable, Hashable {
    enum Value: String, Sendable, CaseIterable {
        case searchResults = "file_search_call.results"
        case webResults = "web_search_call.results"
        case webSources = "web_search_call.action.sources"
        case images = "message.input_image.image_url"
        case screenshots = "computer_call_output.output.image_url"
        case codeOutputs = "code_interpreter_call.outputs"
        case encryptedReasoning = "reasoning.encrypted_content"
        case logprobs = "message.output_text.logprobs"
    }

    let values: Set<Value>

    init(_ values: Set<Value> = []) {
        self.values = values
    }

    /// Reads `include` or `include[]` of a query.
    init(_ query: ListQuery) throws(APIError) {
        var values: Set<Value> = []
        for (offset, item) in query.items.filter({ $0.name == "include" || $0.name == "include[]" }).enumerated() {
            values.insert(try Self.value(item.value, at: "include[\(offset)]"))
        }
        self.values = values
    }

    /// Reads `include` of a body.
    init(_ fields: RequestFields) throws(APIError) {
        var values: Set<Value> = []
        for (offset, element) in (try fields.array("include") ?? []).enumerated() {
            let path = "include[\(offset)]"
            guard let name = element.string else { throw .wrongType(path, expected: "a string", got: element) }
            values.insert(try Self.value(name, at: path))
        }
        self.values = values
    }

    func contains(_ value: Value) -> Bool { values.contains(value) }

    private static func value(_ name: String, at path: String) throws(APIError) -> Value {
        guard let value = Value(rawValue: name) else {
            throw .wrongValue(path, got: name, supported: Value.allCases.map(\.rawValue))
        }
        return value
    }
}

extension ResponseItem {
    /// The item as it is listed, without the members that have to be asked for.
    func document(including inclusion: ItemInclusion) -> JSONValue {
        switch type {
        case .message where !inclusion.contains(.images) && parts.contains { $0.kind == .inputImage }:
            replacing("content") { content in
                .array((content.elements ?? []).map(\.withoutImageData))
            }
        case .message where !inclusion.contains(.logprobs) && parts.contains { $0.kind == .outputText }:
            replacing("content") { content in
                .array((content.elements ?? []).map { $0.replacing("logprobs") { _ in .array([]) } })
            }
        case .webSearchCall where !inclusion.contains(.webSources):
            replacing("action") { $0.removing("sources") }
        case .fileSearchCall where !inclusion.contains(.searchResults): replacing("results") { _ in .null }
        case .codeInterpreterCall where !inclusion.contains(.codeOutputs): replacing("outputs") { _ in .null }
        case .computerCallOutput where !inclusion.contains(.screenshots):
            replacing("output") { $0.withoutImageData }
        case .reasoning where !inclusion.contains(.encryptedReasoning): document.removing("encrypted_content")
        default: document
        }
    }

    private func replacing(_ name: String, _ change: (JSONValue) -> JSONValue) -> JSONValue {
        document.replacing(name, change)
    }
}

extension JSONValue {
    /// The object with the value of a member changed; a missing one stays missing.
    fileprivate func replacing(_ name: String, _ change: (JSONValue) -> JSONValue) -> JSONValue {
        guard case .object(let members) = self else { return self }
        return .object(
            members.map { $0.name == name ? JSONMember(name: name, value: change($0.value)) : $0 }
        )
    }

    /// The object without a member.
    fileprivate func removing(_ name: String) -> JSONValue {
        guard case .object(let members) = self else { return self }
        return .object(members.filter { $0.name != name })
    }

    /// A part in which an image given as data is `null`.
    fileprivate var withoutImageData: JSONValue {
        replacing("image_url") { $0.string?.hasPrefix("data:") == true ? .null : $0 }
    }
}
