// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// A token in the form of Fernet, which is how the service encrypts reasoning and compacted conversations.
///
/// The simulator encrypts nothing: a token holds random bytes, or a text that only looks encrypted.
enum FernetToken {
    private static let headLength = 25
    private static let tailLength = 32
    private static let version: UInt8 = 0x80

    /// A token with random content.
    /// - Parameters:
    ///   - blocks: Number of blocks of 16 bytes.
    ///   - time: Creation time in seconds since 1970.
    ///   - seed: Seed of the content.
    /// - Returns: The token.
    static func random(blocks: Int, at time: Int, seed: UInt64) -> String {
        var generator = SplitMix64(seed: seed)
        return token(at: time, &generator) { generator in
            (0..<16 * blocks).map { _ in UInt8(truncatingIfNeeded: generator.next() >> 40) }
        }
    }

    /// A token that holds a text.
    static func holding(_ text: String, at time: Int, seed: UInt64) -> String {
        var generator = SplitMix64(seed: seed)
        var content = Array(text.utf8)
        // At least as long as recorded ones, in whole blocks; a zero ends the text.
        let length = max(2016, (content.count / 16 + 1) * 16)
        content.append(0)
        while content.count < length { content.append(UInt8(ascii: " ")) }
        return token(at: time, &generator) { generator in
            let key = generator.next()
            return keyBytes(key) + masked(content, key)
        }
    }

    /// The text that a token of the simulator holds; `nil` for any other token.
    static func text(in token: String) -> String? {
        let standard = token.utf8.map { byte -> UInt8 in
            byte == UInt8(ascii: "-") ? UInt8(ascii: "+") : byte == UInt8(ascii: "_") ? UInt8(ascii: "/") : byte
        }
        guard let bytes = Base64.decode(standard), bytes.count > headLength + tailLength + 16, bytes[0] == version
        else { return nil }
        let content = bytes[headLength..<bytes.count - tailLength]
        let key = content.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        let plain = masked(Array(content.dropFirst(16)), key)
        guard let end = plain.firstIndex(of: 0) else { return nil }
        return String(validating: plain[..<end], as: UTF8.self)
    }

    private static func token(
        at time: Int,
        _ generator: inout SplitMix64,
        content: (inout SplitMix64) -> [UInt8]
    ) -> String {
        var bytes: [UInt8] = [version]
        bytes += (0..<8).map { UInt8(truncatingIfNeeded: time >> (56 - 8 * $0)) }
        bytes += random(16, &generator)
        bytes += content(&generator)
        bytes += random(tailLength, &generator)
        let text = Base64.encode(bytes)
        return String(text.map { $0 == "+" ? "-" : $0 == "/" ? "_" : $0 })
    }

    private static func random(_ count: Int, _ generator: inout SplitMix64) -> [UInt8] {
        (0..<count).map { _ in UInt8(truncatingIfNeeded: generator.next() >> 40) }
    }

    /// The key as the first block: its bytes, and as many zeros.
    private static func keyBytes(_ key: UInt64) -> [UInt8] {
        (0..<16).map { $0 < 8 ? UInt8(truncatingIfNeeded: key >> (56 - 8 * $0)) : 0x5A }
    }

    private static func masked(_ bytes: [UInt8], _ key: UInt64) -> [UInt8] {
        var generator = SplitMix64(seed: key)
        return bytes.map { $0 ^ UInt8(truncatingIfNeeded: generator.next() >> 40) }
    }
}
