// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckTestSupport
import Testing

@testable import TapedeckServer

struct RequestCaptureTests {
    private let store = InMemoryCassette()
    private let text = #"{"b":"\#(FakeSecret.token)","a":1}"#
    private let redactor = Redactor(secrets: [FakeSecret.token])

    private func tee() throws -> RequestCapture {
        try RequestCapture(request: .test(), rules: .strict, redactor: redactor, writer: store.makeBodyWriter())
    }

    private func stream() -> Body {
        let (slices, feed) = AsyncThrowingStream<ArraySlice<UInt8>, any Error>.makeStream()
        for byte in text.utf8 { feed.yield([byte]) }
        feed.finish()
        return Body(length: nil, slices: slices)
    }

    private func expectWhole(_ tee: RequestCapture) async throws {
        let (canonical, recorded) = try await tee.finish()
        #expect(recorded == .bytes(redactor.redact(text.slice, as: .lengthClass)))
        guard case .json = canonical else { throw NotJSON() }
    }

    @Test func `a body at hand is taken before it is sent`() async throws {
        let tee = try tee()
        let body = try await tee.watch(Body(text.slice))
        try await expectWhole(tee)
        #expect(try await body.collect(upTo: .max) == text.slice)
    }

    @Test func `a stream is taken as it is read, and stays as it was`() async throws {
        let tee = try tee()
        let body = try await tee.watch(stream())
        #expect(try await body.collect(upTo: .max) == text.slice)
        try await expectWhole(tee)
    }

    @Test func `a stream that was not read to its end is not on tape`() async throws {
        let tee = try tee()
        let body = try await tee.watch(stream())
        guard case .stream(_, let slices) = body.content else { return }
        for try await _ in slices { break }
        await #expect(throws: UnreadBody.self) { try await tee.finish() }
    }

    @Test func `a store that fails does not keep the body from the upstream`() async throws {
        store.failWrites(with: CassetteError(code: .writeFailed, message: "full"))
        let tee = try tee()
        let body = try await tee.watch(stream())
        #expect(try await body.collect(upTo: .max) == text.slice)
        await #expect(throws: CassetteError.self) { try await tee.finish() }
    }

    private struct NotJSON: Error {}
}
