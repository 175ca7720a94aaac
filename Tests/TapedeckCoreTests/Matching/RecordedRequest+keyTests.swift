// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore
import TapedeckTestSupport
import Testing

struct RecordedRequestKeyTests {
    @Test func `is the key of the request as it came`() throws {
        let redactor = Redactor(secrets: [FakeSecret.token])
        let body = #"{"key":"\#(FakeSecret.userKey)","token":"\#(FakeSecret.token)."}"#
        func key(of body: String, redactor: Redactor) throws -> RequestKey {
            try Interaction.sample(path: "/v1/x", query: "a=1", request: body).request
                .key(rules: .strict, redactor: redactor) { _, _ in [] }
        }
        let kept = redactor.redact(body, as: .lengthClass)
        #expect(kept != body)
        // What is on tape is read without the secrets of the request.
        #expect(try key(of: kept, redactor: Redactor()).fingerprint == key(of: body, redactor: redactor).fingerprint)
    }

    @Test(arguments: [1, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, (3 << 20) + 5])
    func `reads a stored body in pieces`(_ length: Int) throws {
        let body = (0..<length).map { UInt8(truncatingIfNeeded: $0 / 3) }
        let stored = RecordedRequest(
            method: .post,
            path: "/",
            body: .stored(BodyReference(id: 7, length: length))
        )
        var ranges: [Range<Int>] = []
        let key = try stored.key(rules: .strict, redactor: Redactor()) { reference, range in
            #expect(reference.id == 7)
            ranges.append(range)
            return Array(body[range])
        }
        let whole = RecordedRequest(method: .post, path: "/", body: .bytes(body))
        #expect(try whole.key(rules: .strict, redactor: Redactor()) { _, _ in [] } == key)
        #expect(ranges.map(\.count).reduce(0, +) == length)
        #expect(ranges.map(\.count).max().map { $0 <= 1 << 20 } == true)
    }

    @Test func `passes on what reading throws`() {
        let request = RecordedRequest(method: .get, path: "/", body: .stored(BodyReference(id: 1, length: 1)))
        #expect(throws: BodyTooLarge(limit: 3)) {
            try request.key(rules: .strict, redactor: Redactor()) { _, _ in throw BodyTooLarge(limit: 3) }
        }
    }
}
