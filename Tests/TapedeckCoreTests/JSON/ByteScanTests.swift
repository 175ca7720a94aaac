// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckTestSupport
import Testing

@testable import TapedeckCore

struct ByteScanTests {
    @Test func `finds the end of plain text at every place`() {
        for stop in Array("\"\\\n\u{0}\u{1F}".utf8) {
            for count in 0..<70 {
                let bytes = [UInt8](repeating: UInt8(ascii: "x"), count: count) + [stop] + Array(" \"".utf8)
                bytes.withUnsafeBufferPointer {
                    #expect($0.plainEnd(from: 0).index == count)
                    #expect($0.plainEnd(from: count).index == count)
                    #expect($0.plainEnd(from: 0).isASCII)
                }
            }
        }
        Array("é and no end of text".utf8).withUnsafeBufferPointer {
            #expect($0.plainEnd(from: 0) == (21, false))
            #expect($0.plainEnd(from: 2) == (21, true))
        }
    }

    @Test func `finds a byte at every place`() {
        for count in 0..<70 {
            let bytes = [UInt8](repeating: 1, count: count) + [2, 1, 2]
            bytes.withUnsafeBufferPointer {
                #expect($0.firstIndex(of: 2, from: 0) == count)
                #expect($0.firstIndex(of: 2, from: count + 1) == count + 2)
                #expect($0.firstIndex(of: 3, from: 0) == nil)
            }
        }
    }

    @Test func `holds for UTF-8 what Swift does`() {
        var generator = SplitMix64(seed: 8)
        let parts: [[UInt8]] = [
            [0x41], [0xC3, 0xA9], [0xE2, 0x82, 0xAC], [0xF0, 0x9F, 0x98, 0x80], [0xED, 0x9F, 0xBF], [0xED, 0xA0, 0x80],
            [0xE0, 0x80, 0x80], [0xF4, 0x8F, 0xBF, 0xBF], [0xF4, 0x90, 0x80, 0x80], [0xC0, 0x80], [0xC1, 0xBF],
            [0xF0, 0x80, 0x80, 0x80], [0xF5], [0x80], [0xC3], [0xE2, 0x82], [0xF0, 0x9F, 0x98], [0xFF],
        ]
        for _ in 0..<5000 {
            let bytes = (0..<Int.random(in: 0..<4, using: &generator)).flatMap { _ in
                parts.randomElement(using: &generator) ?? []
            }
            let isText = String(validating: bytes, as: UTF8.self) != nil
            #expect(bytes.withUnsafeBufferPointer { $0.isUTF8(in: 0..<bytes.count) } == isText)
        }
    }
}
