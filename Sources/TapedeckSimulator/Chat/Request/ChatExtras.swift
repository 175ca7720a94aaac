// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// Settings that are validated but have no effect on simulated completions.
enum ChatExtras {
    static func check(_ fields: RequestFields) throws(APIError) {
        _ = try fields.string("user")
        _ = try fields.string("safety_identifier", length: 0...64)
        _ = try fields.string("prompt_cache_key")
        _ = try fields.string("prompt_cache_retention", oneOf: ["in_memory", "24h"])
        _ = try fields.string("verbosity", oneOf: ["low", "medium", "high"])
        if let options = try fields.object("prompt_cache_options") {
            try options.allow(only: ["mode", "ttl"])
            _ = try options.string("mode", oneOf: ["implicit", "explicit"])
            _ = try options.string("ttl", oneOf: ["30m"])
        }
        try checkModalities(fields)
        try checkSearch(fields)
        try checkModeration(fields)
    }

    private static func checkModalities(_ fields: RequestFields) throws(APIError) {
        for (offset, value) in (try fields.array("modalities", count: 1...2) ?? []).enumerated() {
            let path = "modalities[\(offset)]"
            guard let name = value.string else { throw .wrongType(path, expected: "a string", got: value) }
            guard name == "text" || name == "audio" else {
                throw .wrongValue(path, got: name, supported: ["text", "audio"])
            }
            guard name == "text" else {
                throw APIError(
                    message: "This model does not support the modality 'audio': the simulator answers in text only.",
                    param: "modalities",
                    code: "unsupported_value"
                )
            }
        }
        guard let audio = try fields.object("audio") else { return }
        _ = try audio.required("format")
        _ = try audio.string("format", oneOf: ["wav", "aac", "mp3", "flac", "opus", "pcm16"])
        let voice = try audio.required("voice")
        if voice.string == nil, let custom = try audio.object("voice") {
            _ = try custom.required("id")
            _ = try custom.string("id")
        }
    }

    private static func checkSearch(_ fields: RequestFields) throws(APIError) {
        guard let search = try fields.object("web_search_options") else { return }
        try search.allow(only: ["user_location", "search_context_size"])
        _ = try search.string("search_context_size", oneOf: ["low", "medium", "high"])
        guard let location = try search.object("user_location") else { return }
        _ = try location.required("type")
        _ = try location.string("type", oneOf: ["approximate"])
        _ = try location.required("approximate")
        guard let place = try location.object("approximate") else { return }
        for name in ["country", "region", "city", "timezone"] { _ = try place.string(name) }
    }

    private static func checkModeration(_ fields: RequestFields) throws(APIError) {
        guard let moderation = try fields.object("moderation") else { return }
        _ = try moderation.required("model")
        _ = try moderation.string("model")
        guard let policy = try moderation.object("policy") else { return }
        for name in ["input", "output"] {
            guard let rule = try policy.object(name) else { continue }
            _ = try rule.required("mode")
            _ = try rule.string("mode", oneOf: ["score", "block"])
        }
    }
}
