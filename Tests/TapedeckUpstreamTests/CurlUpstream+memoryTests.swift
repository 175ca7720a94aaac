// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore
import TapedeckUpstream
import Testing

@Suite(.timeLimit(.minutes(5))) struct CurlUpstreamMemoryTests {
    @Test func `large bodies pass through in little memory`() async {
        // A process of its own, so that the memory of other tests does not count.
        await #expect(processExitsWith: .success) {
            let size = 256 * 1024 * 1024
            let client = try Origin.plain.get().client()
            _ = try await client.whole("/v1/echo")
            let before = try residentMemory()
            var most = before
            var received = 0
            for try await chunk in try await client.start("/v1/big?\(size)").chunks {
                received += chunk.bytes.count
                if received % (16 * 1024 * 1024) < chunk.bytes.count { most = try max(most, residentMemory()) }
            }
            #expect(received == size)
            let slices = Slices(count: size / 65536, size: 65536)
            let echo = try await client.whole("/v1/echo", .post, body: Body(length: size, slices: slices)).echo()
            #expect(echo.length == size)
            most = try max(most, residentMemory())
            #expect(most - before < 64 * 1024 * 1024)
        }
    }
}
