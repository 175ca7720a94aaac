// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore
import TapedeckTestSupport
import Testing

@testable import TapedeckServer

struct TraceContextTests {
    private static let trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    private static let parent = "00f067aa0ba902b7"

    private func context(_ fields: HTTPFields) -> TraceContext {
        var random = SystemRandomNumberGenerator()
        return TraceContext(fields, &random)
    }

    @Test(arguments: [("01", true), ("00", false), ("03", true), ("fe", false)])
    func `continues the caller's trace`(flags: String, isSampled: Bool) {
        let context = context([.traceparent: "00-\(Self.trace)-\(Self.parent)-\(flags)", .tracestate: "a=1,b=2"])
        #expect(context.traceID == Self.trace)
        #expect(context.parentID == Self.parent)
        #expect(context.state == "a=1,b=2")
        #expect(context.isSampled == isSampled)
    }

    @Test(arguments: [
        "", "00", "00-\(trace)-\(parent)", "00-\(trace)-\(parent)-1", "00-\(trace)-\(parent)-01-",
        "ff-\(trace)-\(parent)-01",
        "00-\(trace)0-\(parent)-01", "00-\(trace)-\(parent)-0g", "00-00000000000000000000000000000000-\(parent)-01",
        "00-\(trace)-0000000000000000-01", "0-\(trace)-\(parent)-01",
        "00-\(trace)-\(parent)-01, 00-\(trace)-\(parent)-01",
        "00-4BF92f3577b34da6a3ce929d0e0e4736-\(parent)-01",
    ])
    func `begins a trace where the field is not as it should be`(field: String) {
        let context = context([.traceparent: field, .tracestate: "a=1"])
        #expect(context.traceID != Self.trace)
        #expect(context.traceID.wholeMatch(of: /[0-9a-f]{32}/) != nil)
        #expect(context.parentID == nil)
        #expect(context.state == nil)
        #expect(context.isSampled)
    }

    @Test func `passes on no state that is too long`() {
        let parent = "00-\(Self.trace)-\(Self.parent)-01"
        #expect(context([.traceparent: parent, .tracestate: String(repeating: "a", count: 513)]).state == nil)
        #expect(context([.traceparent: parent]).state == nil)
    }

    @Test func `an identifier is never zero`() {
        var random = FirstZero()
        #expect(TraceContext.id(digits: 2, &random).wholeMatch(of: /0*[1-9a-f][0-9a-f]*/) != nil)
    }
}

/// Gives zero four times, then other numbers.
private struct FirstZero: RandomNumberGenerator {
    private var count = 0
    private var others = SystemRandomNumberGenerator()

    mutating func next() -> UInt64 {
        count += 1
        return count > 4 ? others.next() : 0
    }
}
