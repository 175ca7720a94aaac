// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// A picture of one colour, which is all that the simulator draws.
struct Picture: Sendable, Hashable {
    /// Maximum width and height, in pixels.
    static let sideLimit = 4096

    /// Width in pixels, from 1 to ``sideLimit``.
    let width: Int
    /// Height in pixels, from 1 to ``sideLimit``.
    let height: Int
    /// Red, green and blue.
    let color: [UInt8]
    /// Whether nothing is seen of the colour.
    let isTransparent: Bool

    /// Creates a picture whose colour follows from a text, such as the prompt.
    init(width: Int, height: Int, of text: String, isTransparent: Bool = false) {
        self.width = min(max(width, 1), Self.sideLimit)
        self.height = min(max(height, 1), Self.sideLimit)
        self.isTransparent = isTransparent
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        var generator = SplitMix64(seed: hash)
        // Not too dark, so that it is seen on a black page, and not too light for a white one.
        self.color = (0..<3).map { _ in UInt8(48 + generator.next(below: 160)) }
    }

    /// What the files say about themselves.
    static let comment = "simulated by Tapedeck"
}
