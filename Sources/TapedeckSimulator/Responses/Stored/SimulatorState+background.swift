// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

extension SimulatorState {
    /// Seconds until a response in the background runs, and until it is over, by the clock.
    private static let duration = (queue: 1, run: 2)

    /// Advances a response in the background: by a stage, or as far as the clock is.
    /// - Parameters:
    ///   - id: Its identifier.
    ///   - toEnd: Whether the response is read to its end, as a stream.
    /// - Returns: The response.
    /// - Throws: ``APIError`` when it is not stored.
    mutating func advanceResponse(_ id: String, toEnd: Bool) throws(APIError) -> StoredResponse {
        var response = try responses.response(id)
        guard !response.stage.isFinal else { return response }
        let end = response.prepared.end
        switch pace {
        case _ where toEnd: response.stage = end
        case .instant: response.stage = end
        case .polls: response.stage = response.stage == .queued ? .running : end
        case .realtime:
            let age = now - response.stamp.created
            response.stage = age >= Self.duration.run ? end : age >= Self.duration.queue ? .running : .queued
        }
        if response.stage.isFinal { finish(&response) }
        responses.update(response)
        return response
    }

    /// Advances a response in the background as far as the pace lets it come without polls.
    mutating func settleResponse(_ id: String) {
        guard pace != .polls else { return }
        _ = try? advanceResponse(id, toEnd: false)
    }

    /// Notes the end of a response: in its conversation, and if it ran in the background, for the webhook.
    mutating func finish(_ response: inout StoredResponse) {
        if let conversation = response.prepared.request.conversationID {
            append(response.inputItems + response.outputItems, toConversation: conversation)
        }
        guard response.prepared.request.settings.isBackground else { return }
        response.stamp.completed = now
        let kind: WebhookEvent.Kind = response.stage == .incomplete ? .responseIncomplete : .responseCompleted
        announce(WebhookEvent(kind, of: response.stamp.id))
    }
}
