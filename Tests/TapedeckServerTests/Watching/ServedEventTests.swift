// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckTestSupport
import Testing

@testable import TapedeckServer

struct ServedEventTests {
    private func event(of json: String) throws -> ServedEvent {
        let session = try Session.test(InMemoryCassette())
        let request = RequestContext.test(json: json)
        // A prompt is read only where somebody looks.
        let reader = try #require(session.feed.reader())
        defer { withExtendedLifetime(reader) {} }
        return ServedEvent(.simulated, request, of: session, status: 200).telling(request, of: session)
    }

    @Test func `tells model and prompt of a request`() throws {
        let event = try event(of: #"{"model":"m","messages":[{"role":"user","content":"Name  a\ncolour."}]}"#)
        #expect(event.model == "m")
        #expect(event.prompt == "Name a colour.")
        #expect(event.requestLine == "POST /v1/chat/completions")
    }

    @Test func `reads no large body`() throws {
        let text = String(repeating: "word ", count: 20_000)
        let event = try event(of: #"{"model":"m","input":"\#(text)"}"#)
        #expect(event.model == nil)
        #expect(event.prompt == nil)
    }
}
