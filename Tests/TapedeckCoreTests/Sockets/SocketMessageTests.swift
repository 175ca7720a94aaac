// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import Testing

struct SocketMessageTests {
    private var assembler = SocketMessageAssembler(limit: 10)

    @Test mutating func `a message ends with its final frame`() throws {
        let text = Array("aé".utf8)
        #expect(try assembler.push(.text, isFinal: false, text[..<2]) == nil)
        #expect(try assembler.push(.continuation, isFinal: false, []) == nil)
        #expect(try assembler.push(.continuation, isFinal: true, text[2...]) == SocketMessage(.text, text))
        #expect(try assembler.push(.text, isFinal: true, []) == SocketMessage(.text, []))
    }

    @Test mutating func `binary data need not be UTF-8`() throws {
        #expect(try assembler.push(.binary, isFinal: true, [0xFF]) == SocketMessage(.binary, [0xFF]))
        let error = #expect(throws: SocketClosure.self) { try assembler.push(.text, isFinal: true, [0xFF]) }
        #expect(error?.code == 1007)
    }

    @Test(arguments: [SocketMessageAssembler.Opcode.text, .binary])
    mutating func `a message never begins inside another`(opcode: SocketMessageAssembler.Opcode) throws {
        _ = try assembler.push(.text, isFinal: false, [])
        let error = #expect(throws: SocketClosure.self) { try assembler.push(opcode, isFinal: true, []) }
        #expect(error?.code == 1002)
    }

    @Test mutating func `nothing is continued before a message began`() throws {
        #expect(throws: SocketClosure.self) { try assembler.push(.continuation, isFinal: true, []) }
        _ = try assembler.push(.text, isFinal: true, [])
        #expect(throws: SocketClosure.self) { try assembler.push(.continuation, isFinal: true, []) }
    }

    @Test mutating func `the limit counts all frames of a message`() throws {
        for _ in 0..<2 {
            _ = try assembler.push(.text, isFinal: false, Array("01234".utf8))
            #expect(try assembler.push(.continuation, isFinal: true, Array("56789".utf8)) != nil)
        }
        _ = try assembler.push(.text, isFinal: false, Array("0123456789".utf8))
        let error = #expect(throws: SocketClosure.self) { try assembler.push(.continuation, isFinal: false, [0]) }
        #expect(error?.code == 1009)
    }
}
