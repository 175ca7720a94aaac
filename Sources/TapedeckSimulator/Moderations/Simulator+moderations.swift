// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore

extension Simulator {
    /// Classifies texts and images.
    @concurrent
    func createModeration(_ body: ArraySlice<UInt8>) async throws -> ServedResponse {
        let request = try ModerationRequest(RequestFields(parsing: body))
        let results = request.inputs.map { Self.result(of: $0, request.model) }
        let id = withState { state in
            state.clock.tick()
            return state.identifiers.moderation(request.model, at: state.now)
        }
        return .json(
            ["id": .string(id), "model": .string(request.model.name), "results": .array(results)],
            .indented
        )
    }

    /// The classification of one input.
    static func result(of input: ModerationRequest.Input, _ model: ModerationModel) -> JSONValue {
        let scores = ModerationScores(input)
        let categories = model.categories
        func table(_ value: (ModerationCategory) -> JSONValue) -> JSONValue {
            .object(categories.map { JSONMember(name: $0.rawValue, value: value($0)) })
        }
        var members: [JSONMember] = [
            JSONMember(name: "flagged", value: .bool(categories.contains { scores[$0] >= $0.threshold })),
            JSONMember(name: "categories", value: table { .bool(scores[$0] >= $0.threshold) }),
            JSONMember(name: "category_scores", value: table { .ryu(scores[$0]) }),
        ]
        if model.isMultimodal {
            let types = table { category in
                var types: [JSONValue] = input.text == nil ? [] : ["text"]
                if !input.images.isEmpty, category.coversImages { types.append("image") }
                return .array(types)
            }
            members.append(JSONMember(name: "category_applied_input_types", value: types))
        }
        return .object(members)
    }
}

extension IdentifierGenerator {
    /// `modr-` and up to four digits; of text models 29 characters of base 62 that sort by time.
    mutating func moderation(_ model: ModerationModel, at time: Int) -> String {
        guard model.isMultimodal else { return "modr-" + chatCompletion(at: time).dropFirst("chatcmpl-".utf8.count) }
        return "modr-\(100 + number(below: 9900))"
    }
}
