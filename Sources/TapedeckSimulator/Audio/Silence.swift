// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// Silence of some duration, at the rate of the service's speech: 24,000 samples a second, one channel.
///
/// Its files name the spoken text in their comment, so that a transcription of them gives it back.
struct Silence: Sendable, Hashable {
    /// Samples per second.
    static let sampleRate = 24_000
    /// Characters per second at normal speed.
    private static let speakingRate = 15.0
    /// Length of the pieces in which uncompressed silence is sent, in bytes.
    private static let pieceLength = 64 << 10

    /// Number of samples.
    let sampleCount: Int
    /// The comment in the file.
    let comment: String

    /// Creates silence that takes as long as saying a text.
    /// - Parameters:
    ///   - text: The text.
    ///   - speed: The speed, from 0.25 to 4.
    init(saying text: String, speed: Double = 1) {
        let seconds = max(1, Double(text.unicodeScalars.count) / Self.speakingRate) / speed
        self.sampleCount = Int(seconds * Double(Self.sampleRate))
        self.comment = text
    }

    /// Duration in seconds.
    var duration: Double { Double(sampleCount) / Double(Self.sampleRate) }

    /// The silence as the body of a response.
    func body(_ format: SpeechFormat) -> Body {
        switch format {
        case .mp3: Body(length: nil, slices: Pieces(head: mp3))
        case .opus: Body(length: nil, slices: Pieces(head: opus))
        case .aac: Body(length: nil, slices: Pieces(head: aac))
        case .flac: Body(length: nil, slices: Pieces(head: flac))
        case .wav: Body(length: nil, slices: Pieces(head: wavHeader, zeros: 2 * sampleCount))
        case .pcm: Body(length: nil, slices: Pieces(head: [], zeros: 2 * sampleCount))
        }
    }

    /// Some bytes, and then zeros, in pieces.
    private struct Pieces: AsyncSequence, Sendable {
        typealias Failure = any Error

        let head: [UInt8]
        var zeros = 0

        func makeAsyncIterator() -> Iterator { Iterator(head: head[...], zeros: zeros) }

        struct Iterator: AsyncIteratorProtocol {
            var head: ArraySlice<UInt8>
            var zeros: Int

            mutating func next() async throws -> ArraySlice<UInt8>? {
                guard head.isEmpty else {
                    let piece = head.prefix(Silence.pieceLength)
                    head = head.dropFirst(piece.count)
                    return piece
                }
                guard zeros > 0 else { return nil }
                let count = zeros < Silence.pieceLength ? zeros : Silence.pieceLength
                zeros -= count
                return ArraySlice(repeating: 0, count: count)
            }
        }
    }
}

extension Int {
    /// The lower 32 bits, the lowest first.
    var littleEndianBytes: [UInt8] { bigEndianBytes.reversed() }
}
