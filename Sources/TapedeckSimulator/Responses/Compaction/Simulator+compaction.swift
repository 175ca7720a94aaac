// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckModels
import TapedeckTokens

extension Simulator {
    /// Input tokens of the service's own instructions for compacting.
    private static let instructionTokens = 104

    /// Compacts a conversation: the user's messages stay, all else goes into one item.
    func compactResponse(_ fields: RequestFields) async throws -> ServedResponse {
        try fields.allow(only: [
            "input", "instructions", "model", "previous_response_id", "prompt_cache_key", "prompt_cache_options",
            "prompt_cache_retention", "service_tier",
        ])
        let request = try ResponseRequest(fields, needsInput: fields["previous_response_id"] == nil)
        let model = try await responseModel(request.model)
        let earlier = try withState { (state) throws(APIError) in try state.earlierItems(request) }
        let context = try context(request, model, earlier)
        let stamp = withState { state in
            state.clock.tick()
            return ResponseStamp(tag: earlier.tag, &state)
        }
        var identifiers = stamp.identifiers
        let kept = context.items.filter { item in
            if case .message(.user, _) = item.kind { true } else { false }
        }
        var output = kept.map { item in
            var copy = item
            copy.id = identifiers.item("msg", tag: stamp.tag, at: stamp.created)
            return copy.document
        }
        let compacted = CompactedConversation(context.conversation)
        let seed = UInt64(identifiers.seed())
        output.append([
            "id": .string(identifiers.item("cmp", tag: stamp.tag, at: stamp.created)), "type": "compaction",
            "encrypted_content": .string(FernetToken.holding(compacted.text, at: stamp.created, seed: seed)),
        ])
        let usage = ResponseUsage(
            inputTokens: context.inputTokens + Self.instructionTokens,
            outputTokens: 180 + min(270, model.base.encoding.count(compacted.text))
        )
        return .json(
            [
                "id": .string(stamp.id), "object": "response.compaction", "created_at": .integer(stamp.created),
                "output": .array(output), "usage": usage.document,
            ],
            .indented,
            fields: RateLimit(model.base).fields(promptBytes: 4 * usage.inputTokens)
        )
    }

    /// Counts the input tokens of a request for a response.
    func countInputTokens(_ fields: RequestFields) async throws -> ServedResponse {
        try fields.allow(only: [
            "conversation", "input", "instructions", "model", "parallel_tool_calls", "personality",
            "previous_response_id", "reasoning", "text", "tool_choice", "tools", "truncation",
        ])
        let members = fields.members.filter { $0.name != "personality" }
        let request = try ResponseRequest(RequestFields(.object(members)), needsInput: false)
        let model = try await responseModel(request.model)
        try request.check(ResponseTraits(model.base))
        let earlier = try withState { (state) throws(APIError) in
            state.clock.tick()
            return try state.earlierItems(request)
        }
        let context = try context(request, model, earlier)
        return .json(
            ["object": "response.input_tokens", "input_tokens": .integer(context.inputTokens)],
            .indented
        )
    }
}
