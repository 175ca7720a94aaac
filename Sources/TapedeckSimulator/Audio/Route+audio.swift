// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

extension Route {
    /// The endpoints of speech and transcriptions.
    static let audio: [Route] = [
        .post("audio/speech", .audio) { try await $0.createSpeech(try await $1.bytes()) },
        .post("audio/transcriptions", .audio) { try await $0.createTranscription($1, isTranslation: false) },
        .post("audio/translations", .audio) { try await $0.createTranscription($1, isTranslation: true) },
    ]
}

extension WireTraits {
    /// Speech and transcriptions.
    fileprivate static let audio = WireTraits(exposesRequestID: true)
}
