// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore
import Testing

@testable import TapedeckServer

struct LedgerTests {
    @Test func `counts all misses and keeps the first hundred`() {
        let ledger = Ledger()
        for number in 0..<(Ledger.missLimit + 5) { ledger.add(.test("/v1/\(number)")) }
        #expect(ledger.totals.missed == 105)
        #expect(ledger.misses.map(\.requestLine) == (0..<100).map { "POST /v1/\($0)" })
    }

    @Test func `adds every number of another account`() {
        var totals = Totals.numbered
        totals += Totals.numbered
        #expect(
            totals.json == [
                "requests": 2, "played": 4, "repeated": 6, "recorded": 8, "passed": 10, "simulated": 12, "missed": 14,
                "failed": 16, "broken_off": 26, "lost": 18, "tokens": 20, "bytes": 22, "saved_microseconds": 24,
            ]
        )
    }
}

extension Totals {
    /// An account in which no two numbers are the same.
    static var numbered: Totals {
        var totals = Totals()
        (totals.requests, totals.played, totals.repeated, totals.recorded) = (1, 2, 3, 4)
        (totals.passed, totals.simulated, totals.missed, totals.failed) = (5, 6, 7, 8)
        (totals.lost, totals.tokens, totals.bytes, totals.savedTime) = (9, 10, 11, 12)
        totals.brokenOff = 13
        return totals
    }
}

extension Miss {
    /// A miss without recordings near it.
    static func test(_ path: String, cassette: String = "memory") -> Miss {
        let key = RequestKey(
            RequestTarget(method: .post, pathAndQuery: path),
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
