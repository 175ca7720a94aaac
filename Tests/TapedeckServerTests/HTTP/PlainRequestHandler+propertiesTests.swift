// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TapedeckCore
import TapedeckTestSupport
import Testing

@testable import TapedeckServer

/// Two servers, of which one reads every request with the HTTP parser, get the same bytes and must do the same.
struct PlainRequestHandlerPropertyTests {
    /// TAPEDECK_PROPERTY_REQUESTS asks for more requests, over all seeds.
    private static let requests =
        ProcessInfo.processInfo.environment["TAPEDECK_PROPERTY_REQUESTS"].flatMap { Int($0) } ?? 8_000
    private static let seeds = UInt64(1)...40

    @Test(arguments: seeds)
    func `with and without the parser, the same traffic gets the same bytes`(seed: UInt64) async throws {
        var random = SplitMix64(seed: seed)
        let traffic = RandomTraffic()
        let (plain, parsed) = (try await ServedConnection(), try await ServedConnection(answersPlainRequests: false))
        var sent = 0
        while sent < Self.requests / Self.seeds.count {
            let step = traffic.step(using: &random)
            sent += step.requestCount
            try plain.take(step)
            try parsed.take(step)
            let (answer, expected) = (try plain.sent(), try parsed.sent())
            guard answer == expected, plain.isOpen == parsed.isOpen, plain.counts == parsed.counts else {
                Issue.record("After \(step): \(answer) and \(plain.counts), not \(expected) and \(parsed.counts)")
                return
            }
            if !plain.isOpen {
                try plain.open()
                try parsed.open()
            }
        }
        #expect(plain.tooManyPolls == parsed.tooManyPolls)
        #expect(plain.refusals == parsed.refusals)
        // Most of what is repeated was answered by the first handler, or this compares nothing.
        #expect(plain.parsedCount < parsed.parsedCount)
    }
}
