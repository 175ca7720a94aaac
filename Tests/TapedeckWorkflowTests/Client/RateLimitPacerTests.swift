// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Testing

@testable import TapedeckWorkflow

@Suite struct RateLimitPacerTests {
    let now = ContinuousClock.now

    private func fields(_ values: [String: String]) throws -> HTTPFields {
        var fields = HTTPFields()
        for (name, value) in values { fields[try #require(HTTPField.Name("x-ratelimit-\(name)"))] = value }
        return fields
    }

    @Test func `goes on while there is room`() throws {
        var pacer = RateLimitPacer()
        let roomy = ["limit-requests": "100", "remaining-requests": "99", "reset-requests": "8.64s"]
        pacer.take(try fields(roomy), tokens: 50, now: now)
        #expect(pacer.wait(now: now) == nil)
    }

    @Test func `waits until one more request fits`() throws {
        var pacer = RateLimitPacer()
        let full = ["limit-requests": "10", "remaining-requests": "0", "reset-requests": "20s"]
        pacer.take(try fields(full), tokens: nil, now: now)
        #expect(pacer.wait(now: now) == .seconds(2))
        #expect(pacer.wait(now: now.advanced(by: .seconds(2))) == nil)
    }

    @Test func `counts tokens by the largest request so far`() throws {
        var pacer = RateLimitPacer()
        let low = ["limit-tokens": "1000", "remaining-tokens": "100", "reset-tokens": "9s"]
        pacer.take(try fields(low), tokens: 300, now: now)
        #expect(pacer.wait(now: now) == .seconds(2))
    }

    @Test func `waits no longer than a minute on the word of one answer`() throws {
        var pacer = RateLimitPacer()
        pacer.take(try fields(["remaining-requests": "0", "reset-requests": "24h0m0s"]), tokens: nil, now: now)
        #expect(pacer.wait(now: now) == .seconds(60))
    }

    @Test(arguments: [
        ("17ms", Duration.milliseconds(17) as Duration?), ("8.64s", .milliseconds(8640)), ("6m0s", .seconds(360)),
        ("1h2m3s", .seconds(3723)), ("0s", .zero), ("", nil), ("5", nil), ("x", nil), ("1y", nil),
    ])
    func `reads spans`(_ text: String, _ span: Duration?) {
        #expect(RateLimitPacer.duration(text) == span)
    }
}
