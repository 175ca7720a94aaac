// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// The audio settings of a session, which the simulator keeps and shows but does not use.
struct RealtimeAudio: Sendable {
    private static let formats = ["audio/pcm", "audio/pcmu", "audio/pcma"]
    private static let pcm: JSONValue = ["type": "audio/pcm", "rate": 24000]

    private var inputFormat = pcm
    private var transcription = JSONValue.null
    private var noiseReduction = JSONValue.null
    private var turnDetection: JSONValue
    private var outputFormat = pcm
    private var voice: JSONValue
    private var speed: JSONValue = .number(JSONNumber(1.0))

    /// The defaults of a model.
    init(model: String) {
        let isNew = model.hasPrefix("gpt-realtime-2")
        voice = isNew ? "marin" : "alloy"
        turnDetection = Self.serverDetection(silence: isNew ? 500 : 200)
    }

    private static func serverDetection(silence: Int) -> JSONValue {
        [
            "type": "server_vad", "threshold": .number(JSONNumber(0.5)), "prefix_padding_ms": 300,
            "silence_duration_ms": .integer(silence), "idle_timeout_ms": nil, "create_response": true,
            "interrupt_response": true,
        ]
    }

    /// The settings in a session.
    var document: JSONValue {
        [
            "input": [
                "format": inputFormat, "transcription": transcription, "noise_reduction": noiseReduction,
                "turn_detection": turnDetection,
            ],
            "output": ["format": outputFormat, "voice": voice, "speed": speed],
        ]
    }

    /// The settings in a response.
    var responseDocument: JSONValue { ["output": ["format": outputFormat, "voice": voice]] }

    /// Changes the settings that are given.
    /// - Throws: ``APIError`` for a value that the service refuses.
    mutating func update(_ fields: RequestFields) throws(APIError) {
        try fields.allow(only: ["input", "output"])
        if let input = try fields.object("input") {
            try input.allow(only: ["format", "transcription", "noise_reduction", "turn_detection"])
            if let format = try Self.format(input) { inputFormat = format }
        }
        // `null` turns these off, so they are read as they came.
        if case .object(let members)? = fields["input"] {
            for member in members { try update(member, at: fields.path(of: "input")) }
        }
        guard let output = try fields.object("output") else { return }
        try output.allow(only: ["format", "voice", "speed"])
        if let format = try Self.format(output) { outputFormat = format }
        if let value = output["voice"] { voice = value }
        if let number = try output.number("speed", in: 0.25...1.5) { speed = .number(JSONNumber(number)) }
    }

    private mutating func update(_ member: JSONMember, at path: String) throws(APIError) {
        let place = "\(path).\(member.name)"
        switch member.name {
        case "transcription":
            guard member.value != .null else { return transcription = .null }
            let given = try RequestFields(member.value, at: place)
            transcription = [
                "model": .optional(try given.string("model")), "language": .optional(try given.string("language")),
                "prompt": .optional(try given.string("prompt")),
            ]
        case "noise_reduction":
            guard member.value != .null else { return noiseReduction = .null }
            let given = try RequestFields(member.value, at: place)
            noiseReduction = ["type": .optional(try given.string("type", oneOf: ["near_field", "far_field"]))]
        case "turn_detection":
            guard member.value != .null else { return turnDetection = .null }
            try updateDetection(RequestFields(member.value, at: place))
        default: break
        }
    }

    private mutating func updateDetection(_ given: RequestFields) throws(APIError) {
        let type = try given.string("type", oneOf: ["server_vad", "semantic_vad"]) ?? "server_vad"
        var members: [JSONMember]
        if type == "semantic_vad" {
            members = [
                JSONMember(name: "type", value: "semantic_vad"), JSONMember(name: "eagerness", value: "auto"),
                JSONMember(name: "create_response", value: true), JSONMember(name: "interrupt_response", value: true),
            ]
        } else if turnDetection["type"]?.string == type, case .object(let current) = turnDetection {
            members = current
        } else if case .object(let standard) = Self.serverDetection(silence: 200) {
            members = standard
        } else {
            members = []
        }
        try given.allow(only: Set(members.map(\.name)))
        for (index, member) in members.enumerated() {
            if let value = given[member.name] { members[index].value = value }
        }
        turnDetection = .object(members)
    }

    private static func format(_ fields: RequestFields) throws(APIError) -> JSONValue? {
        guard let format = try fields.object("format") else { return nil }
        let type = try format.string("type", oneOf: formats) ?? "audio/pcm"
        guard type == "audio/pcm" else { return ["type": .string(type)] }
        _ = try format.integer("rate", in: 24000...24000)
        return pcm
    }
}
