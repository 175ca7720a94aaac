// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import Testing

@testable import TapedeckServer

@Suite(.timeLimit(.minutes(1))) struct SpoolFileTests {
    @Test func `what was appended is read again, any number of times`() async throws {
        let file = try SpoolFile()
        let pieces = (0..<3).map { number in [UInt8](repeating: UInt8(number), count: 200_000) }
        for piece in pieces { try await file.append(piece[...]) }
        #expect(file.length == 600_000)
        for _ in 0..<2 {
            let body = try await file.body.collect(upTo: 1 << 20)
            #expect(Array(body) == pieces.flatMap(\.self))
        }
    }

    @Test func `a new file is empty`() async throws {
        let file = try SpoolFile()
        #expect(file.length == 0)
        #expect(try await file.body.collect(upTo: 1).isEmpty)
    }
}
