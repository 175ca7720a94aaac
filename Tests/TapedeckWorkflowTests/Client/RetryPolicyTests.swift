// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Testing

@testable import TapedeckWorkflow

@Suite struct RetryPolicyTests {
    let policy = RetryPolicy(retries: 4)

    private func failure(_ status: Int?, code: String? = nil) -> APIError {
        APIError(status: status, code: code, message: "")
    }

    private func delay(_ failure: APIError, _ attempt: Int = 1, _ advice: RetryAdvice = RetryAdvice())
        -> Duration?
    {
        policy.delay(after: failure, attempt: attempt, advice: advice, jitter: 0)
    }

    @Test(arguments: [408, 409, 429, 500, 502, 503, 504]) func `asks again what can pass`(_ status: Int) {
        #expect(delay(failure(status)) == .milliseconds(500))
    }

    @Test(arguments: [400, 401, 403, 404, 422]) func `does not ask again what cannot`(_ status: Int) {
        #expect(delay(failure(status)) == nil)
    }

    @Test func `waits longer each time, eight seconds at most, and less by up to a quarter`() {
        #expect((1...4).map { delay(failure(500), $0) } == [.milliseconds(500), .seconds(1), .seconds(2), .seconds(4)])
        #expect(delay(failure(500), 5) == nil)
        let many = RetryPolicy(retries: 90)
        #expect(many.delay(after: failure(500), attempt: 80, advice: RetryAdvice(), jitter: 0) == .seconds(8))
        #expect(many.delay(after: failure(500), attempt: 80, advice: RetryAdvice(), jitter: 1) == .seconds(6))
    }

    @Test func `obeys the service, up to two minutes`() {
        #expect(delay(failure(429), 1, RetryAdvice(delay: .seconds(30))) == .seconds(30))
        #expect(delay(failure(429), 1, RetryAdvice(delay: .seconds(121))) == nil)
        #expect(delay(failure(500), 1, RetryAdvice(shouldRetry: false)) == nil)
        #expect(delay(failure(400), 1, RetryAdvice(shouldRetry: true)) == .milliseconds(500))
    }

    @Test func `does not ask again without quota`() {
        #expect(delay(failure(429, code: "insufficient_quota"), 1, RetryAdvice(shouldRetry: true)) == nil)
    }

    @Test func `tells what may have been done from what was not`() {
        #expect(failure(500).mayHaveSucceeded)
        #expect(failure(nil, code: "upstream_broken_off").mayHaveSucceeded)
        #expect(failure(nil, code: "upstream_timeout").mayHaveSucceeded)
        #expect(!failure(nil, code: "upstream_connection_failed").mayHaveSucceeded)
        #expect(!failure(429).mayHaveSucceeded)
        #expect(!failure(400).mayHaveSucceeded)
    }
}

@Suite struct RetryAdviceTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let fields: [String: String]
        let delay: Duration?
        var testDescription: String { "\(fields)" }
    }

    @Test(arguments: [
        Case(fields: ["retry-after-ms": "250", "retry-after": "9"], delay: .milliseconds(250)),
        Case(fields: ["retry-after": "1.5"], delay: .milliseconds(1500)),
        Case(fields: ["retry-after": "Sun, 06 Nov 1994 08:49:37 GMT"], delay: .seconds(37)),
        Case(fields: ["retry-after": "Sun, 06 Nov 1994 08:48:00 GMT"], delay: nil),
        Case(fields: ["retry-after": "soon"], delay: nil),
        Case(fields: ["retry-after": "-3"], delay: nil),
        Case(fields: ["retry-after": "inf"], delay: nil),
        Case(fields: [:], delay: nil),
    ])
    func `reads the wait`(_ test: Case) throws {
        var fields = HTTPFields()
        for (name, value) in test.fields { fields[try #require(HTTPField.Name(name))] = value }
        #expect(RetryAdvice(fields, now: 784_111_740).delay == test.delay)
    }

    @Test(arguments: [
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0 as Int64?), ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777),
        ("Thu, 29 Feb 2024 12:00:00 GMT", 1_709_208_000), ("Mon, 23 Nov 2026 03:06:47 GMT", 1_795_403_207),
        ("Sunday, 06-Nov-94 08:49:37 GMT", nil), ("Sun, 06 Nov 1994 25:49:37 GMT", nil), ("", nil),
    ])
    func `reads dates`(_ text: String, _ seconds: Int64?) {
        #expect(HTTPDate(text)?.secondsSince1970 == seconds)
    }
}
