// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore
import Testing

@testable import TapedeckServer

struct SessionStatisticsTests {
    @Test func `counts all misses and keeps the first hundred`() throws {
        let statistics = SessionStatistics()
        for number in 0..<(SessionStatistics.missLimit + 5) { try statistics.add(.test("/v1/\(number)"), .test(1)) }
        #expect(statistics.counts.missed == 105)
        #expect(statistics.misses.map(\.requestLine) == (0..<100).map { "POST /v1/\($0)" })
    }

    @Test func `adds every number of another account`() {
        var counts = RequestCounts.numbered
        counts += RequestCounts.numbered
        #expect(
            counts.json == [
                "requests": 2, "played": 4, "repeated": 6, "recorded": 8, "passed": 10, "simulated": 12, "missed": 14,
                "failed": 16, "broken_off": 26, "lost": 18, "tokens": 20, "bytes": 22, "saved_microseconds": 24,
            ]
        )
    }
}

extension RequestCounts {
    /// An account in which no two numbers are the same.
    static var numbered: RequestCounts {
        var counts = RequestCounts()
        (counts.requests, counts.played, counts.repeated, counts.recorded) = (1, 2, 3, 4)
        (counts.passed, counts.simulated, counts.missed, counts.failed) = (5, 6, 7, 8)
        (counts.lost, counts.tokens, counts.bytes, counts.savedTime) = (9, 10, 11, 12)
        counts.brokenOff = 13
        return counts
    }
}

extension Miss {
    /// A miss without recordings near it.
    static func test(_ path: String, cassette: String = "memory") -> Miss {
        let key = RequestKey(
            RequestLine(method: .post, pathAndQuery: path),
            fields: [:],
            body: CanonicalBodyBuilder(contentType: nil, rules: .strict, redactor: Redactor()).finished(),
            rules: .strict,
            redactor: Redactor()
        )
        return Miss(
            key: key,
            requestLine: "POST \(path)",
            reason: .notRecorded,
            candidates: [],
            cassette: cassette,
            mode: .none,
            session: "",
            rules: .strict
        )
    }
}

extension CanonicalBodyBuilder {
    /// The canonical form of what was pushed.
    fileprivate func finished() -> CanonicalBody {
        var builder = self
        return builder.finish()
    }
}
