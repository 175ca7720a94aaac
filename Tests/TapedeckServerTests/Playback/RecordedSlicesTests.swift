// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore
import TapedeckTestSupport
import Testing

@testable import TapedeckServer

struct RecordedSlicesTests {
    private let clock = JumpingClock()

    private func tape(
        _ response: RecordedResponse,
        store: InMemoryCassette = InMemoryCassette(),
        timing: PlaybackPolicy.Timing = .instant
    ) -> ServedResponse {
        let slices = RecordedSlices(response: response, store: store, timing: timing, clock: clock)
        return ServedResponse(head: response.head, body: Body(length: nil, slices: slices))
    }

    private let inThree = RecordedResponse(
        status: 200,
        body: .bytes(Array("onetwothree".utf8)),
        chunks: [
            Chunk(offset: 0, length: 3, time: 0), Chunk(offset: 3, length: 3, time: 2000),
            Chunk(offset: 6, length: 5, time: 5000),
        ],
        timeToFirstByte: 1000,
        duration: 9000
    )

    @Test func `plays the chunks as they came`() async {
        let (slices, error) = await tape(inThree).slices()
        #expect(slices == ["one", "two", "three"])
        #expect(error == nil)
        #expect(clock.elapsed == .zero)
    }

    @Test func `plays a body without chunks in one piece, and none at all without bytes`() async {
        let whole = RecordedResponse(status: 200, body: .bytes(Array("whole".utf8)))
        #expect(await tape(whole).slices().slices == ["whole"])
        #expect(await tape(RecordedResponse(status: 200)).slices().slices == [])
    }

    @Test func `a recording that broke off breaks off at the same byte`() async {
        var response = inThree
        response.outcome = .truncated
        let (slices, error) = await tape(response).slices()
        #expect(slices == ["one", "two", "three"])
        #expect(error is RecordedBreak)
    }

    @Test(arguments: [1.0, 2.0])
    func `chunks come at their times, and the end at its own`(speed: Double) async throws {
        let played = tape(inThree, timing: .recorded(speed: speed))
        guard case .stream(_, let slices) = played.body.content else { return }
        var times: [Duration] = []
        for try await _ in slices { times.append(clock.elapsed) }
        #expect(times == [0, 2000, 5000].map { .microseconds($0 / speed) })
        #expect(clock.elapsed == .microseconds(8000 / speed))
    }

    @Test func `a stored body is read in pieces that fit memory`() async throws {
        let store = InMemoryCassette(bodyLimit: 10)
        let bytes = (0..<(5 << 19)).map { UInt8(truncatingIfNeeded: $0 >> 8) }
        let writer = store.makeBodyWriter()
        try await writer.write(bytes[...])
        let response = RecordedResponse(status: 200, body: try await writer.finish())
        guard case .stored = response.body, case .stream(_, let slices) = tape(response, store: store).body.content
        else { throw NotStored() }
        var pieces: [ArraySlice<UInt8>] = []
        for try await slice in slices { pieces.append(slice) }
        #expect(pieces.map(\.count) == [1 << 20, 1 << 20, 1 << 19])
        #expect(pieces.joined().elementsEqual(bytes))
    }

    @Test func `the chunks of a stored body are read as they were recorded`() async throws {
        let store = InMemoryCassette(bodyLimit: 10)
        let writer = store.makeBodyWriter()
        try await writer.write("onetwothree".slice)
        var response = inThree
        response.body = try await writer.finish()
        #expect(await tape(response, store: store).slices().slices == ["one", "two", "three"])
    }

    @Test func `a stored body that is damaged breaks off with the error of the store`() async {
        var response = inThree
        response.body = .stored(BodyReference(id: 7, length: 11))
        #expect(await tape(response).slices().error is CassetteError)
    }

    private struct NotStored: Error {}
}
