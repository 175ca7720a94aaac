// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import Testing

@testable import TapedeckSimulator

struct SilenceTests {
    private let text = "Hello, world! Où est la bibliothèque ?"

    private func file(_ silence: Silence, _ format: SpeechFormat) async throws -> [UInt8] {
        Array(try await silence.body(format).collect(upTo: 64 << 20))
    }

    private func read(_ file: [UInt8]) -> AudioFile {
        AudioFile(
            beginning: Array(file.prefix(AudioFile.excerptLength)),
            end: Array(file.suffix(AudioFile.excerptLength)),
            count: file.count
        )
    }

    @Test(arguments: [SpeechFormat.wav, .mp3, .aac, .flac, .opus])
    func `tells its duration and its text in every format`(format: SpeechFormat) async throws {
        let silence = Silence(saying: text)
        let sound = read(try await file(silence, format))
        #expect(sound.comment == text)
        // Whole frames, of which the longest takes 43 milliseconds.
        #expect(abs((sound.duration ?? 0) - silence.duration) < 0.05)
    }

    @Test func `writes raw samples as zeros and nothing else`() async throws {
        let silence = Silence(saying: text)
        let samples = try await file(silence, .pcm)
        #expect(samples.count == 2 * silence.sampleCount && samples.allSatisfy { $0 == 0 })
    }

    @Test func `takes as long as the text at its speed`() {
        let text = String(repeating: "abc ", count: 100)
        #expect(Silence(saying: text).duration > 26)
        #expect(Silence(saying: text, speed: 4).sampleCount == Silence(saying: text).sampleCount / 4)
        #expect(Silence(saying: "a").duration == 1)
    }
}
