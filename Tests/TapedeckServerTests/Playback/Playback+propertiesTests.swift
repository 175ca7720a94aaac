// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckTestSupport
import Testing

@testable import TapedeckServer

/// Play-back against a model that makes the whole list of answers beforehand.
struct PlaybackPropertyTests {
    /// The answers of a request in the order they are due, by the words of the design.
    private static func due(_ recorded: [String], isPoll: Bool, policy: PlaybackPolicy) -> [String] {
        guard isPoll else { return recorded }
        switch policy.polls {
        case .recorded: return recorded
        case .collapse:
            return recorded.indices.filter { $0 == 0 || recorded[$0] != recorded[$0 - 1] }.map { recorded[$0] }
        case .final: return Array(recorded.suffix(1))
        }
    }

    private static func answer(_ index: Int, of due: [String], policy: PlaybackPolicy) -> String {
        guard let last = due.last else { return "not recorded" }
        if index < due.count { return due[index] }
        return policy.repeat == .last ? last + " again" : "ran out"
    }

    @Test(arguments: UInt64(1)...100)
    func `answers as the model does`(seed: UInt64) async throws {
        var random = SplitMix64(seed: seed)
        let store = InMemoryCassette()
        var recorded: [UInt8: [String: [String]]] = [:]
        let bound = InteractionID.random(in: 0...40, using: &random)
        for id in 1...InteractionID(40) {
            let byte = UInt8.random(in: 1...4, using: &random)
            let session = Bool.random(using: &random) ? "" : "s"
            let response = Bool.random(using: &random) ? "a" : "b"
            try await store.record(response, of: byte, session: session)
            if id <= bound { recorded[byte, default: [:]][session, default: []].append(response) }
        }
        let policy = PlaybackPolicy(
            repeat: try #require(PlaybackPolicy.Repeat.allCases.randomElement(using: &random)),
            polls: try #require(PlaybackPolicy.Polls.allCases.randomElement(using: &random))
        )
        let scopes = ["s", ""].map { RecordingScope(sessions: .label($0), upTo: bound) }
        let playback = Playback(store: store, scopes: scopes, policy: policy)
        var asked: [UInt8: Int] = [:]
        for _ in 0..<100 {
            let byte = UInt8.random(in: 1...5, using: &random)
            let responses = recorded[byte]?["s"] ?? recorded[byte]?[""] ?? []
            // Even ones stand for polls: one request is always of one method.
            let due = Self.due(responses, isPoll: byte.isMultiple(of: 2), policy: policy)
            let expected = Self.answer(asked[byte, default: 0], of: due, policy: policy)
            #expect(try playback.turns(1, of: byte, isPoll: byte.isMultiple(of: 2)) == [expected])
            asked[byte, default: 0] += 1
        }
    }
}
