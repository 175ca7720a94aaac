// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

internal import CTapedeckRanks

/// The parts of an encoding.
struct RankSource: Sendable {
    let name: String
    let pattern: SplitPattern
    /// The number of tokens, and of bytes of the rank file when it is unpacked.
    let tokens: Int
    let unpackedBytes: Int
    /// Tokens that no text encodes to.
    let specialTokens: [Int: String]
    /// The rank file, gzip-compressed.
    let packed: @Sendable () -> UnsafeBufferPointer<UInt8>

    static let o200kBase = RankSource(
        name: "o200k_base",
        pattern: .o200k,
        tokens: 199_998,
        unpackedBytes: 3_613_922,
        specialTokens: [199_999: "<|endoftext|>", 200_018: "<|endofprompt|>"],
        packed: { tapedeck_o200k_base().buffer }
    )

    static let cl100kBase = RankSource(
        name: "cl100k_base",
        pattern: .cl100k,
        tokens: 100_256,
        unpackedBytes: 1_681_126,
        specialTokens: [
            100_257: "<|endoftext|>",
            100_258: "<|fim_prefix|>",
            100_259: "<|fim_middle|>",
            100_260: "<|fim_suffix|>",
            100_276: "<|endofprompt|>",
        ],
        packed: { tapedeck_cl100k_base().buffer }
    )
}

extension tapedeck_embedded {
    var buffer: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: bytes, count: count) }
}
