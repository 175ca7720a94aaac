// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A file format of speech.
enum SpeechFormat: String, Sendable, CaseIterable {
    case mp3, opus, aac, flac, wav, pcm

    /// The content type of its responses.
    var contentType: String {
        switch self {
        case .mp3: "audio/mpeg"
        default: "audio/\(rawValue)"
        }
    }
}
