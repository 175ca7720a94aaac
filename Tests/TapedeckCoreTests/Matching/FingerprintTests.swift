// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckTestSupport
import Testing

struct FingerprintTests {
    @Test func `gives back its bytes`() throws {
        var generator = SplitMix64(seed: 16)
        for _ in 0..<100 {
            let bytes = (0..<Fingerprint.byteCount).map { _ in UInt8.random(in: 0...255, using: &generator) }
            let fingerprint = try #require(Fingerprint(bytes: bytes))
            #expect(fingerprint.bytes == bytes)
            #expect(Fingerprint(bytes: bytes) == fingerprint)
        }
    }

    @Test(arguments: [0, 31, 33])
    func `has 32 bytes`(_ count: Int) {
        #expect(Fingerprint(bytes: [UInt8](repeating: 1, count: count)) == nil)
    }

    @Test(arguments: 0..<32)
    func `differs in every byte`(_ index: Int) throws {
        var bytes = [UInt8](repeating: 0, count: 32)
        let zero = try #require(Fingerprint(bytes: bytes))
        bytes[index] = 1
        #expect(Fingerprint(bytes: bytes) != zero)
    }

    @Test func `shows its first twelve digits`() throws {
        #expect(try #require(Fingerprint(bytes: 0xA0...0xBF)).description == "a0a1a2a3a4a5")
    }
}
