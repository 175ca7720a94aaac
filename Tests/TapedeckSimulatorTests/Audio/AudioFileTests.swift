// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TapedeckSimulator

struct AudioFileTests {
    private func read(_ file: [UInt8]) -> AudioFile { AudioFile(beginning: file, end: file, count: file.count) }

    @Test func `counts the frames that the header of an MP3 names`() {
        var file: [UInt8] = [0xFF, 0xFB, 0x90, 0x00] + [UInt8](repeating: 0, count: 32)
        file += Array("Info".utf8) + [0, 0, 0, 1, 0, 0, 0, 100] + [UInt8](repeating: 0, count: 1000)
        #expect(read(file).duration == 100 * 1152 / 44_100.0)
    }

    @Test func `reads the comment of an ID3 tag in each of its encodings`() {
        func tag(_ frame: String, _ content: [UInt8]) -> [UInt8] {
            let size = UInt8(content.count)
            return Array("ID3".utf8) + [4, 0, 0, 0, 0, 0, size + 10] + Array(frame.utf8) + [0, 0, 0, size, 0, 0]
                + content
        }
        #expect(read(tag("COMM", [0] + Array("eng\0caf".utf8) + [0xE9])).comment == "café")
        #expect(read(tag("TXXX", [3] + Array("comment\0café".utf8))).comment == "café")
        #expect(read(tag("TXXX", [3] + Array("title\0café".utf8))).comment == nil)
        let wide: [UInt8] = [0xFF, 0xFE, 0, 0, 0xFF, 0xFE, 0x61, 0, 0x62, 0]
        #expect(read(tag("COMM", [1] + Array("eng".utf8) + wide)).comment == "ab")
    }

    @Test(
        arguments: [
            "", "R", "RIFF", "RIFF????WAVEdata", "RIFF????WAVELIST\u{7F}\u{7F}\u{7F}\u{7F}INFOICMT", "fLaC",
            "fLaC\u{4}",
            "OggS", "OggSOpusTags\u{7F}\u{7F}\u{7F}\u{7F}", "ID3\u{4}\u{0}\u{0}\u{7F}\u{7F}\u{7F}\u{7F}COMM",
            "not a sound",
        ]
    )
    func `takes broken files for files that say nothing`(text: String) {
        let sound = read(Array(text.utf8))
        #expect(sound.duration == nil && sound.comment == nil)
    }
}
