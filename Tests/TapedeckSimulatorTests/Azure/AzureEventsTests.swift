// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import Testing

@testable import TapedeckSimulator

struct AzureEventsTests {
    @Test(arguments: [1, 2, 7, 1000])
    func `translates data whatever the slices`(size: Int) async throws {
        let text = Array("event: a\ndata: {\"a\":1}\n\ndata: [DONE]\n\n".utf8)
        let slices = AsyncThrowingStream<ArraySlice<UInt8>, any Error> { continuation in
            for start in stride(from: 0, to: text.count, by: size) {
                continuation.yield(text[start..<min(start + size, text.count)])
            }
            continuation.finish()
        }
        let events = AzureEvents(slices: slices, first: Array("{}".utf8)) { $0 == ["a": 1] ? Array("new".utf8) : [] }
        var bytes: [UInt8] = []
        for try await slice in events { bytes += slice }
        #expect(
            String(decoding: bytes, as: UTF8.self) == "data: {}\n\nevent: a\ndata: new\n\ndata: [DONE]\n\n"
        )
    }
}
