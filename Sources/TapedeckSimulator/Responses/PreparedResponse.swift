// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore
import TapedeckModels

/// A response without its identifiers and its time.
///
/// The same request to the same model is prepared once, if it does not depend on the session; further responses only
/// fill in identifiers and time. A stored response is a prepared one with its stamp.
final class PreparedResponse: Sendable {
    let request: ResponseRequest
    let usage: ResponseUsage
    /// The stage that the response ends in.
    let end: ResponseStage
    let items: [ItemTemplate]
    /// The input items with their identifiers, if they had any.
    let input: [ResponseItem]

    private let document: ResponseDocument
    private let fields: HTTPFields
    private let prefixes: [String]
    private let callCount: Int
    /// The bytes of a response that is not streamed, or the events of one that is.
    private let template: ResponseTemplate?
    private let stream: ResponseStream?

    /// Writes the output and prepares the response.
    /// - Parameters:
    ///   - request: The request.
    ///   - model: Its model.
    ///   - context: What the model reads.
    ///   - hosted: What hosted tools added.
    /// - Throws: ``APIError`` for a schema without values.
    init(
        _ request: ResponseRequest,
        _ model: LanguageModel,
        _ context: ResponseContext,
        _ hosted: [HostedToolResult]
    ) throws(APIError) {
        let traits = ResponseTraits(model.base)
        let output = try ResponseWriter(
            request: request,
            model: model,
            traits: traits,
            context: context,
            hosted: hosted
        )
        .output()
        self.request = request
        input = context.input
        items = output.items
        usage = output.usage
        end = output.isIncomplete ? .incomplete : .completed
        prefixes = output.prefixes
        callCount = output.callCount
        document = ResponseDocument(
            request,
            model: model.id,
            traits,
            output: items,
            usage: usage,
            toolUsage: ResponseDocument.toolUsage(
                webSearches: hosted.reduce(0) { $0 + $1.webSearches },
                images: hosted.compactMap(\.imageUsage).last
            ),
            moderation: Self.moderation(request, context, output.text)
        )
        let settings = request.settings
        if settings.isStreamed {
            template = nil
            stream = Self.stream(document, items, end, settings, prefixes, callCount)
            fields = [.contentType: "text/event-stream; charset=utf-8"]
        } else {
            stream = nil
            let stage = settings.isBackground ? .queued : end
            template = ResponseTemplate(document.value(stage, isStreamed: false), indent: 2)
            var fields = RateLimit(model.base).fields(promptBytes: 4 * usage.inputTokens)
            fields[.contentType] = "application/json"
            self.fields = fields
        }
    }

    /// Estimated size in memory, in bytes: each token of a stream has an event.
    var size: Int { 8192 + 1024 * (stream?.count ?? 4) + 8 * usage.inputTokens + 16 * usage.outputTokens }

    /// The response with fresh identifiers and time.
    func response(_ stamp: ResponseStamp) -> ServedResponse {
        if let stream {
            return ServedResponse(fields: fields, body: stream.body(stamp))
        }
        guard let template else { return ServedResponse.json(object(stamp, end), .indented) }
        var filling = filling(stamp)
        return ServedResponse(fields: fields, body: Body(filling.filled(template)))
    }

    /// The object in a stage, as it is retrieved.
    func object(_ stamp: ResponseStamp, _ stage: ResponseStage) -> JSONValue {
        var filling = filling(stamp)
        return filling.value(document.value(stage, isStreamed: false))
    }

    /// The events, as they are retrieved.
    /// - Parameters:
    ///   - stamp: The identifiers and the time.
    ///   - start: Number of events that are left out at the beginning.
    ///   - isPadded: Whether deltas are padded.
    /// - Returns: The stream.
    func events(_ stamp: ResponseStamp, from start: Int, isPadded: Bool) -> ServedResponse {
        var settings = request.settings
        settings.includesObfuscation = isPadded
        let stream = Self.stream(document, items, end, settings, prefixes, callCount)
        return ServedResponse(
            fields: [.contentType: "text/event-stream; charset=utf-8"],
            body: stream.body(stamp, from: start)
        )
    }

    /// The output items with their identifiers.
    func output(_ stamp: ResponseStamp) -> [JSONValue] {
        var filling = filling(stamp)
        var documents: [JSONValue] = []
        for item in items { documents.append(filling.value(item.done)) }
        return documents
    }

    /// The classification of input and output, if the request asks for it.
    private static func moderation(
        _ request: ResponseRequest,
        _ context: ResponseContext,
        _ output: String
    ) -> JSONValue {
        guard let model = request.moderation else { return .null }
        func result(_ text: String) -> JSONValue {
            guard case .object(let members) = Simulator.result(of: ModerationRequest.Input(text: text), model) else {
                return .null
            }
            let others = [
                JSONMember(name: "type", value: "moderation_result"),
                JSONMember(name: "model", value: .string(model.name)),
            ]
            return JSONValue.object(members + others).withTypeFirst
        }
        let input = context.input.filter(\.isFromClient).map(\.text).joined(separator: "\n")
        return ["input": result(input), "output": result(output)]
    }

    private func filling(_ stamp: ResponseStamp) -> ResponseFilling {
        ResponseFilling(stamp, prefixes: prefixes, callCount: callCount)
    }

    private static func stream(
        _ document: ResponseDocument,
        _ items: [ItemTemplate],
        _ end: ResponseStage,
        _ settings: ResponseSettings,
        _ prefixes: [String],
        _ callCount: Int
    ) -> ResponseStream {
        ResponseStream(
            document,
            items: items,
            end: end,
            isQueued: settings.isBackground,
            isPadded: settings.includesObfuscation && !settings.isBackground,
            prefixes: prefixes,
            callCount: callCount
        )
    }
}
