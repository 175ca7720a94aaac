// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore
import TapedeckTokens

extension Simulator {
    /// Answers a text with silence of the duration that saying it takes.
    @concurrent
    func createSpeech(_ body: ArraySlice<UInt8>) async throws -> ServedResponse {
        let members = try RequestFields(parsing: body)
        try refuseRetiredModel(of: members)
        let request = try SpeechRequest(members)
        withState { $0.clock.tick() }
        let silence = Silence(saying: request.text, speed: request.speed)
        var fields = RateLimit.standard.fields(promptBytes: request.text.utf8.count)
        guard request.isEventStream else {
            fields[.contentType] = request.format.contentType
            return ServedResponse(fields: fields, body: silence.body(request.format))
        }
        fields[.contentType] = "text/event-stream; charset=utf-8"
        let inputTokens = TokenEncoding.o200kBase.count(request.text)
        // Twenty tokens for a second of sound.
        let outputTokens = Int((silence.duration * 20).rounded(.up))
        let done: JSONValue = [
            "type": "speech.audio.done",
            "usage": [
                "input_tokens": .integer(inputTokens), "output_tokens": .integer(outputTokens),
                "total_tokens": .integer(inputTokens + outputTokens),
            ],
        ]
        return ServedResponse(
            fields: fields,
            body: Body(length: nil, slices: SpeechEvents(sound: silence.body(request.format), done: done))
        )
    }
}

/// The events of streamed speech: the sound in pieces, and the usage.
private struct SpeechEvents: AsyncSequence, Sendable {
    typealias Failure = any Error

    let sound: Body
    let done: JSONValue

    func makeAsyncIterator() -> Iterator {
        guard case .stream(_, let slices) = sound.content else { return Iterator(sound: nil, done: done) }
        return Iterator(sound: slices.makeAsyncIterator(), done: done)
    }

    struct Iterator: AsyncIteratorProtocol {
        var sound: (any AsyncIteratorProtocol<ArraySlice<UInt8>, any Error>)?
        var done: JSONValue?

        mutating func next() async throws -> ArraySlice<UInt8>? {
            if let piece = try await sound?.next(isolation: nil) {
                return event(["type": "speech.audio.delta", "audio": .string(Base64.encode(Array(piece)))])
            }
            sound = nil
            defer { done = nil }
            return done.map(event)
        }

        private func event(_ document: JSONValue) -> ArraySlice<UInt8> {
            var bytes = Array("data: ".utf8)
            document.append(to: &bytes)
            return (bytes + Array("\n\n".utf8))[...]
        }
    }
}
