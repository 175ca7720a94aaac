// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckTokens

/// A transcript as the service's responses show it.
struct TranscriptDocument: Sendable {
    let transcript: Transcript
    let request: TranscriptionRequest

    /// The tokens of the text, with the text of each.
    private let tokens: TokenizedText
    private let encoding = TokenEncoding.o200kBase

    init(_ transcript: Transcript, for request: TranscriptionRequest) {
        self.transcript = transcript
        self.request = request
        self.tokens = TokenizedText(transcript.text, encoding: encoding)
    }

    /// The usage: whole seconds, or ten tokens for a second of sound.
    var usage: JSONValue {
        guard !request.model.isBilledByDuration else {
            return ["type": "duration", "seconds": .integer(Int(transcript.duration.rounded(.up)))]
        }
        let sound = max(1, Int((transcript.duration * 10).rounded()))
        let prompt = request.prompt.isEmpty ? 0 : encoding.count(request.prompt)
        let output = tokens.tokens.count + 2
        return [
            "type": "tokens", "total_tokens": .integer(sound + prompt + output),
            "input_tokens": .integer(sound + prompt),
            "input_token_details": ["text_tokens": .integer(prompt), "audio_tokens": .integer(sound)],
            "output_tokens": .integer(output),
        ]
    }

    /// The response in the formats that are JSON.
    var json: JSONValue {
        var members: [JSONMember] = []
        func add(_ name: String, _ value: JSONValue) { members.append(JSONMember(name: name, value: value)) }
        switch request.format {
        case .verboseJSON:
            add("task", request.isTranslation ? "translate" : "transcribe")
            add("language", .string(request.language))
            add("duration", .float(transcript.duration))
            add("text", .string(transcript.text))
            if request.granularities.isEmpty || request.granularities.contains("segment") {
                add("segments", .array(transcript.segments.enumerated().map(verboseSegment)))
            }
            if request.granularities.contains("word") {
                add(
                    "words",
                    .array(
                        transcript.words.map { word in
                            ["word": .string(word.text), "start": .float(word.start), "end": .float(word.end)]
                        }
                    )
                )
            }
        case .diarizedJSON:
            add("text", .string(transcript.text))
            add("task", "transcribe")
            add("duration", .ryu(transcript.duration))
            add(
                "segments",
                .array(
                    diarizedSegments.map { segment in
                        [
                            "type": "transcript.text.segment", "text": segment.text, "speaker": segment.speaker,
                            "start": segment.start, "end": segment.end, "id": segment.id,
                        ]
                    }
                )
            )
        default:
            add("text", .string(transcript.text))
            if request.includesLogprobs { add("logprobs", .array(logprobs)) }
        }
        if !request.isTranslation { add("usage", usage) }
        return .object(members)
    }

    /// The payloads of a streamed response, in order.
    var events: [JSONValue] {
        var events: [JSONValue]
        let probabilities = request.includesLogprobs ? logprobs : []
        if request.model == .diarizing, request.format == .diarizedJSON {
            events = diarizedSegments.map { segment in
                [
                    "type": "transcript.text.segment", "text": segment.text, "speaker": segment.speaker,
                    "start": segment.start, "end": segment.end, "id": segment.id,
                ]
            }
        } else {
            events = tokens.pieces(encoding).map { piece in
                var members = [
                    JSONMember(name: "type", value: "transcript.text.delta"),
                    JSONMember(name: "delta", value: .string(piece.text)),
                ]
                if request.includesLogprobs {
                    members.append(JSONMember(name: "logprobs", value: .array(Array(probabilities[piece.tokens]))))
                }
                return .object(members)
            }
        }
        var done = [
            JSONMember(name: "type", value: "transcript.text.done"),
            JSONMember(name: "text", value: .string(transcript.text)),
        ]
        if request.includesLogprobs { done.append(JSONMember(name: "logprobs", value: .array(probabilities))) }
        done.append(JSONMember(name: "usage", value: usage))
        events.append(.object(done))
        return events
    }

    private var logprobs: [JSONValue] {
        TokenLogprobs(encoding: encoding, alternatives: 0).entries(tokens.tokens).map { entry in
            [
                "token": entry["token"] ?? .null, "logprob": .ryu(entry["logprob"]?.double ?? 0),
                "bytes": entry["bytes"] ?? .null,
            ]
        }
    }

    private func verboseSegment(_ number: Int, _ segment: Transcript.Part) -> JSONValue {
        // Invented, but the same for the same text. The tokens begin and end with the times, as those of whisper do.
        let middle = TokenEncoding.cl100kBase.encode(" " + segment.text).map { $0 % 50_257 }
        let ids = [50_364 + Int(segment.start * 50) % 1500] + middle + [50_364 + Int(segment.end * 50) % 1500]
        let sum = middle.reduce(0) { ($0 &* 31 &+ $1) & 0xFFFF }
        return [
            "id": .integer(number), "seek": .integer(Int(segment.start / 30) * 3000), "start": .float(segment.start),
            "end": .float(segment.end), "text": .string(" " + segment.text), "tokens": .array(ids.map { .integer($0) }),
            "temperature": .float(request.temperature), "avg_logprob": .float(-0.2 - Double(sum % 400) / 1000),
            "compression_ratio": .float(0.75 + Double(min(segment.text.utf8.count, 400)) / 400),
            "no_speech_prob": .float(0.001 + Double(sum % 97) / 10_000),
        ]
    }

    private struct DiarizedSegment {
        let id: JSONValue
        let text: JSONValue
        let speaker: JSONValue
        let start: JSONValue
        let end: JSONValue
    }

    private var diarizedSegments: [DiarizedSegment] {
        var names: [String: String] = [:]
        return transcript.segments.enumerated().map { number, segment in
            let place = names.count
            // Letters for speakers that the request does not name.
            let letter = String(UnicodeScalar(UInt8(65 + place % 26)))
            let name = names[segment.speaker] ?? (place < request.speakers.count ? request.speakers[place] : letter)
            names[segment.speaker] = name
            return DiarizedSegment(
                id: .string("seg_\(number)"),
                text: .string(" " + segment.text),
                speaker: .string(name),
                start: .ryu(segment.start),
                end: .ryu(segment.end)
            )
        }
    }
}

extension JSONValue {
    /// A double of the precision of a float, which the service prints as a double: `1.7000000476837158`.
    fileprivate static func float(_ value: Double) -> JSONValue { .ryu(Double(Float(value))) }
}
