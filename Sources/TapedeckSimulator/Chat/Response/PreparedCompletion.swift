// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckModels
import HTTPTypes
import TapedeckCore
import TapedeckTokens

/// A completion without its identifiers and its time, which are fresh in every response.
///
/// The same request to the same model is prepared once; further responses only fill in identifiers and time.
struct PreparedCompletion: Sendable {
    let request: ChatRequest
    /// The model's name in responses.
    let modelName: String
    let fingerprint: String
    let usage: CompletionUsage
    let choices: [CompletionChoice]

    private enum Form: Sendable {
        case whole(CompletionTemplate)
        case stream(CompletionStream)
    }

    private let form: Form
    private let fields: HTTPFields
    private let callCount: Int

    /// Writes the choices and prepares the response.
    /// - Throws: ``APIError`` for a refused parameter, a prompt that is too long, or a schema without values.
    init(_ request: ChatRequest, _ model: LanguageModel) throws(APIError) {
        try ModelRules.check(request, for: model.base)
        let encoding = model.base.encoding
        var counter = PromptTokens(encoding: encoding, isReasoning: model.base.isReasoning)
        let promptTokens = counter.count(request)
        try Self.checkContext(promptTokens, request, model.base)
        self.request = request
        modelName = model.id
        fingerprint = model.fingerprint
        choices = try AnswerWriter(
            request: request.generation,
            model: model,
            encoding: encoding,
            promptTokens: promptTokens
        )
        .answers().map { CompletionChoice($0, to: request, of: model) }
        usage = Self.usage(request, choices, promptTokens: promptTokens, encoding)
        let hasLogprobs = !model.base.isReasoning
        callCount = request.usesFunctions ? 0 : choices.reduce(0) { $0 + $1.calls.count }
        var fields = RateLimit(model.base).fields(promptBytes: request.messages.reduce(0) { $0 + $1.text.utf8.count })
        fields[.contentType] = request.isStreamed ? "text/event-stream; charset=utf-8" : "application/json"
        self.fields = fields
        if request.isStreamed {
            let events = CompletionEvents(
                encoding: encoding,
                usesFunctions: request.usesFunctions,
                hasLogprobs: hasLogprobs
            )
            form = .stream(
                CompletionStream(
                    model: model.id,
                    serviceTier: request.serviceTier,
                    fingerprint: fingerprint,
                    events: events.templates(choices),
                    usage: request.includesUsage ? usage : nil,
                    isObfuscated: request.includesObfuscation,
                    callCount: callCount
                )
            )
        } else {
            let document = CompletionDocument(
                model: model.id,
                choices: choices,
                usage: usage,
                serviceTier: request.serviceTier,
                fingerprint: fingerprint,
                usesFunctions: request.usesFunctions,
                hasLogprobs: hasLogprobs
            )
            form = .whole(document.template)
        }
    }

    /// Estimated size in memory, in bytes: each token of a stream has an event.
    var size: Int { 4096 + 512 * usage.completionTokens }

    /// Whether the body of its responses is written in one piece.
    var isInMemory: Bool {
        if case .stream(let stream) = form { stream.isWrittenAtOnce } else { true }
    }

    /// The response with fresh identifiers and time.
    func response(_ stamp: CompletionStamp) -> ServedResponse {
        switch form {
        case .whole(let template):
            var stamp = stamp
            let callIDs = callCount == 0 ? [] : stamp.callIDs(callCount)
            let filling = CompletionFilling(stamp: stamp, callIDs: callIDs)
            return ServedResponse(fields: fields, body: Body(template.filled(filling.append)))
        case .stream(let stream):
            return ServedResponse(fields: fields, body: stream.body(stamp))
        }
    }

    /// The completion to store; `nil` when the request does not ask for it.
    func stored(_ stamp: CompletionStamp) -> StoredCompletion? {
        guard request.isStored else { return nil }
        var stamp = stamp
        let requestID = stamp.requestID
        let id = stamp.id
        let created = stamp.created
        let callIDs = stamp.callIDs(callCount)
        return StoredCompletion(self, id: id, created: created, requestID: requestID, callIDs: callIDs)
    }

    private static func checkContext(_ tokens: Int, _ request: ChatRequest, _ model: OpenAIModel) throws(APIError) {
        let (total, overflow) = tokens.addingReportingOverflow(request.tokenLimit?.count ?? 0)
        guard overflow || total > model.contextWindow else { return }
        let beginning = "This model's maximum context length is \(model.contextWindow) tokens. However, "
        guard tokens <= model.contextWindow, let limit = request.tokenLimit else {
            throw APIError(
                message: beginning + "your messages resulted in \(tokens) tokens. Please reduce the length of the "
                    + "messages.",
                param: "messages",
                code: "context_length_exceeded"
            )
        }
        throw APIError(
            message: beginning + "you requested \(total) tokens (\(tokens) in the messages, \(limit.count) in the "
                + "completion). Please reduce the length of the messages or completion.",
            param: "messages",
            code: "context_length_exceeded"
        )
    }

    private static func usage(
        _ request: ChatRequest,
        _ choices: [CompletionChoice],
        promptTokens: Int,
        _ encoding: TokenEncoding
    ) -> CompletionUsage {
        var usage = CompletionUsage(
            promptTokens: promptTokens,
            completionTokens: choices.reduce(0) { $0 + $1.tokenCount },
            reasoningTokens: choices.reduce(0) { $0 + $1.reasoningTokens }
        )
        if let prediction = request.prediction, let content = choices.first?.content {
            let predicted = encoding.encode(prediction)
            let accepted = zip(predicted, content.tokens).prefix { $0 == $1 }.count
            usage.acceptedPredictionTokens = accepted
            usage.rejectedPredictionTokens = predicted.count - accepted
            usage.completionTokens += predicted.count - accepted
        }
        return usage
    }
}

extension LanguageModel {
    /// The `system_fingerprint` of responses: `fp_sim` and a hash of the model's name.
    var fingerprint: String {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in id.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        let digits = String(hash ^ hash >> 32, radix: 16)
        return "fp_sim" + (String(repeating: "0", count: 7) + digits).suffix(7)
    }
}
