// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import Testing

struct SocketClosureTests {
    @Test(arguments: [
        SocketClosure(code: nil), SocketClosure(code: 1000), SocketClosure(code: 1001, reason: "Bye."),
        SocketClosure(code: 4999, reason: "é"),
    ])
    func `a payload reads back to the same closure`(closure: SocketClosure) throws {
        #expect(try SocketClosure(payload: closure.payload) == closure)
    }

    @Test(arguments: [[3], [0, 0], [0x03, 0xED], [0x03, 0xEE], [0x0B, 0xB7], [0x13, 0x88], [0x03, 0xF7]])
    func `a code that may not be sent breaks the protocol`(payload: [UInt8]) {
        let error = #expect(throws: SocketClosure.self) { try SocketClosure(payload: payload) }
        #expect(error?.code == 1002)
    }

    @Test func `a reason is UTF-8`() {
        let error = #expect(throws: SocketClosure.self) { try SocketClosure(payload: [0x03, 0xE8, 0xFF] as [UInt8]) }
        #expect(error?.code == 1007)
    }

    @Test func `a long reason is truncated between characters`() {
        let payload = SocketClosure(code: 1002, reason: String(repeating: "é", count: 100)).payload
        #expect(payload.count == 2 + 122)
        #expect(String(validating: payload.dropFirst(2), as: UTF8.self) != nil)
    }
}
