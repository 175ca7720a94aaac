// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A model that transcribes.
enum TranscriptionModel: String, Sendable {
    case whisper = "whisper-1"
    case general = "gpt-transcribe"
    case gpt4o = "gpt-4o-transcribe"
    case gpt4oMini = "gpt-4o-mini-transcribe"
    case gpt4oMini2025 = "gpt-4o-mini-transcribe-2025-03-20"
    case gpt4oMiniLate2025 = "gpt-4o-mini-transcribe-2025-12-15"
    case diarizing = "gpt-4o-transcribe-diarize"

    /// The formats it can respond in.
    var formats: [TranscriptionFormat] {
        switch self {
        case .whisper: [.json, .text, .srt, .verboseJSON, .vtt]
        case .diarizing: [.json, .text, .diarizedJSON]
        default: [.json, .text]
        }
    }

    /// Whether its usage is told in seconds, not in tokens.
    var isBilledByDuration: Bool { self == .whisper }
}

/// The format of a transcription.
enum TranscriptionFormat: String, Sendable, CaseIterable {
    case json, text, srt
    case verboseJSON = "verbose_json"
    case vtt
    case diarizedJSON = "diarized_json"
}
