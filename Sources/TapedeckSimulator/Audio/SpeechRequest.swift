// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore

/// A request for speech.
struct SpeechRequest: Sendable {
    /// The voices of all models.
    private static let voices = ["alloy", "echo", "fable", "onyx", "nova", "shimmer", "coral", "ash", "sage"]
    /// The voices of the newer models.
    private static let newerVoices = voices + ["ballad", "verse", "marin", "cedar"]
    private static let models = ["tts-1", "tts-1-hd", "tts-1-1106", "tts-1-hd-1106", "gpt-4o-mini-tts"]

    let text: String
    let format: SpeechFormat
    let speed: Double
    /// Whether the sound comes as server-sent events.
    let isEventStream: Bool

    init(_ fields: RequestFields) throws(APIError) {
        try fields.allow(
            only: ["model", "input", "voice", "instructions", "response_format", "speed", "stream_format"]
        )
        for name in ["model", "input", "voice"] { _ = try fields.required(name) }
        let model = try fields.string("model") ?? ""
        let isNewer = model.hasPrefix("gpt-4o-mini-tts")
        guard isNewer || Self.models.contains(model) else { throw .noSuchModel(model) }
        self.text = try fields.string("input", length: 1...4096) ?? ""
        _ = try fields.string("instructions", length: 0...4096)
        if case .object? = fields["voice"] {
            let voice = try fields.object("voice")
            try voice?.allow(only: ["id"])
            _ = try voice?.required("id")
            _ = try voice?.string("id", length: 1...512)
        } else {
            _ = try fields.string("voice", oneOf: isNewer ? Self.newerVoices : Self.voices)
        }
        let format = try fields.string("response_format", oneOf: SpeechFormat.allCases.map(\.rawValue))
        self.format = format.flatMap(SpeechFormat.init) ?? .mp3
        self.speed = try fields.number("speed", in: 0.25...4) ?? 1
        let streamFormat = try fields.string("stream_format", oneOf: ["audio", "sse"])
        guard streamFormat != "sse" || isNewer else {
            throw APIError(
                message: "Unsupported value: 'stream_format' does not support 'sse' with this model.",
                param: "stream_format",
                code: "unsupported_value"
            )
        }
        self.isEventStream = streamFormat == "sse"
    }
}
