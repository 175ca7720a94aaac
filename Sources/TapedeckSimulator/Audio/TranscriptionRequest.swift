// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// A request for the text of a sound, in its language or in English.
struct TranscriptionRequest: Sendable {
    /// Maximum length of a file, in bytes.
    static let sizeLimit = 25 << 20
    private static let fields: Set<String> = [
        "file", "model", "language", "languages", "keywords", "prompt", "response_format", "temperature", "include",
        "timestamp_granularities", "stream", "chunking_strategy", "known_speaker_names", "known_speaker_references",
    ]

    let model: TranscriptionModel
    let format: TranscriptionFormat
    let filename: String
    let content: Blob
    let isTranslation: Bool
    /// The language in English words.
    let language: String
    let prompt: String
    let temperature: Double
    let includesLogprobs: Bool
    let granularities: Set<String>
    let isStream: Bool
    /// Names for the speakers, in the order in which they first speak.
    let speakers: [String]

    init(_ form: UploadForm, isTranslation: Bool) throws(APIError) {
        let form = FormFields(form)
        try form.allow(only: Self.fields)
        guard let file = form.file else { throw .missing("file") }
        guard let name = form["model"] else { throw .missing("model") }
        guard let model = TranscriptionModel(rawValue: name), !isTranslation || model == .whisper else {
            throw .noSuchModel(name)
        }
        self.model = model
        self.isTranslation = isTranslation
        self.filename = file.filename ?? ""
        self.content = file.content
        try Self.check(filename, content)
        let format = form["response_format"] ?? "json"
        guard let format = TranscriptionFormat(rawValue: format) else {
            let formats = TranscriptionFormat.allCases.map(\.rawValue)
            throw .wrongValue("response_format", got: format, supported: formats)
        }
        guard model.formats.contains(format) else { throw .incompatible(format, model) }
        self.format = format
        self.language = try Self.language(form["language"], isTranslation: isTranslation)
        self.prompt = form["prompt"] ?? ""
        self.temperature = try form.number("temperature", in: 0...1) ?? 0
        self.granularities = Set(try form.list("timestamp_granularities", oneOf: ["word", "segment"]))
        self.includesLogprobs = !(try form.list("include", oneOf: ["logprobs"])).isEmpty
        guard !includesLogprobs || !model.isBilledByDuration && model != .diarizing && format == .json else {
            throw APIError(
                message: "Unsupported value: 'include' does not support 'logprobs' with this model or response format.",
                param: "include",
                code: "unsupported_value"
            )
        }
        // Whisper does not stream, and answers as if it had not been asked to.
        self.isStream = try form.bool("stream") ?? false && !model.isBilledByDuration
        self.speakers = form.values("known_speaker_names")
        guard speakers.count <= 4 else {
            throw .wrongCount("known_speaker_names", count: speakers.count, bound: 4, isBelow: false)
        }
    }

    private static func check(_ filename: String, _ content: Blob) throws(APIError) {
        let suffix = filename.split(separator: ".").last?.lowercased() ?? ""
        guard AudioFile.extensions.contains(suffix) else {
            let formats = AudioFile.extensions.map { "'\($0)'" }.joined(separator: ", ")
            throw APIError(message: "Invalid file format. Supported formats: [\(formats)]")
        }
        guard content.count > 0 else {
            throw APIError(
                message: "Audio file is too short. Minimum audio length is 0.1 seconds.",
                param: "file",
                code: "audio_too_short"
            )
        }
    }

    private static func language(_ code: String?, isTranslation: Bool) throws(APIError) -> String {
        guard let code, !isTranslation else { return "english" }
        guard let name = SpokenLanguage.name(of: code) else {
            throw APIError(
                message: "Invalid language '\(code)'. Language parameter must be specified in ISO-639-1 format.",
                param: "language",
                code: "invalid_language_format"
            )
        }
        return name
    }
}

extension APIError {
    /// The error for a format that the model does not write.
    fileprivate static func incompatible(_ format: TranscriptionFormat, _ model: TranscriptionModel) -> APIError {
        var supported = model.formats.map { "'\($0.rawValue)'" }
        let last = supported.removeLast()
        let list = supported.count > 1 ? supported.joined(separator: ", ") + "," : supported.joined()
        return APIError(
            message:
                "response_format '\(format.rawValue)' is not compatible with model '\(model.rawValue)'. Use \(list) or "
                + "\(last) instead.",
            param: "response_format",
            code: "unsupported_value"
        )
    }
}
