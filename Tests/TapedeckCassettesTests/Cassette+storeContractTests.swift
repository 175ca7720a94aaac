// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCassettes
import TapedeckCore
import TapedeckTestSupport
import Testing

/// What every store of recordings keeps to.
struct CassetteStoreContractTests {
    enum Implementation: String, CaseIterable, Sendable, CustomTestStringConvertible {
        case file, memory

        var testDescription: String { rawValue }
    }

    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func store(_ implementation: Implementation) throws -> any CassetteStore {
        switch implementation {
        case .file: try Cassette.record(folder("x.cassette"), new: .test)
        case .memory: InMemoryCassette()
        }
    }

    private func fingerprint(_ byte: UInt8) throws -> Fingerprint {
        try #require(Fingerprint(bytes: [UInt8](repeating: byte, count: Fingerprint.byteCount)))
    }

    private let everything = RecordingScope()

    @Test(arguments: Implementation.allCases)
    func `is empty at first`(_ implementation: Implementation) throws {
        let store = try store(implementation)
        #expect(try store.lastID() == 0)
        #expect(try store.count(in: everything) == 0)
        #expect(try store.first(fingerprint(1), in: everything, after: 0) == nil)
        #expect(try store.last(fingerprint(1), in: everything) == nil)
        #expect(try store.ids(fingerprint(1), in: everything) == [])
        #expect(try store.candidates(method: "GET", path: "/", in: everything, limit: 3) == [])
        #expect(try store.interactions(after: 0, limit: 10) == [])
        #expect(throws: CassetteError.self) { try store.request(of: 1) }
    }

    @Test(arguments: Implementation.allCases)
    func `gives back what was recorded`(_ implementation: Implementation) async throws {
        let store = try store(implementation)
        var interaction = Interaction.sample(
            session: "s",
            method: .get,
            path: "/v1/files/é",
            query: "a=1&b",
            request: "",
            response: "data: 1\n\ndata: 2\n\n",
            status: 418
        )
        interaction.request.headerFields.append(.init(name: .accept, value: "a, \"b\"\\"))
        interaction.request.headerFields.append(.init(name: .accept, value: "c"))
        interaction.response.chunks = [Chunk(offset: 0, length: 9, time: 5), Chunk(offset: 9, length: 9, time: 50)]
        interaction.response.outcome = .truncated
        let other = Interaction.sample(method: .post, query: "")
        let id = try await store.add(interaction)
        let otherID = try await store.add(other)
        #expect(
            try store.interactions(after: 0, limit: 10)
                == [
                    StoredInteraction(id: id, interaction: interaction),
                    StoredInteraction(id: otherID, interaction: other),
                ]
        )
        #expect(try store.interactions(after: id, limit: 10).map(\.id) == [otherID])
        #expect(try store.interactions(after: 0, limit: 1).map(\.id) == [id])
        #expect(try store.request(of: id) == interaction.request)
        #expect(try store.lastID() == otherID)
        #expect(try store.first(interaction.fingerprint(), in: everything, after: 0)?.response == interaction.response)
    }

    @Test(arguments: Implementation.allCases)
    func `adds an interaction that no task waits for`(_ implementation: Implementation) async throws {
        struct Refused: Error {}
        let store = try store(implementation)
        let one = try fingerprint(1)
        let (outcomes, ended) = AsyncStream<(any Error)?>.makeStream()
        store.append {
            throw Refused()
        } completion: {
            ended.yield($0)
        }
        store.append {
            NewInteraction(.sample(response: "a"), fingerprint: one, replacingUpTo: nil)
        } completion: {
            ended.yield($0)
        }
        var failures: [any Error] = []
        for await outcome in outcomes.prefix(2) { if let outcome { failures.append(outcome) } }
        #expect(failures.map { $0 is Refused } == [true])
        #expect(try store.first(one, in: everything, after: 0)?.response.body == .bytes(Array("a".utf8)))
    }

    @Test(arguments: Implementation.allCases)
    func `plays the recordings of one request in order`(_ implementation: Implementation) async throws {
        let store = try store(implementation)
        let (one, two) = (try fingerprint(1), try fingerprint(2))
        var ids: [InteractionID] = []
        for (index, fingerprint) in [one, two, one, one].enumerated() {
            ids.append(
                try await store.append(.sample(response: "\(index)"), fingerprint: fingerprint, replacingUpTo: nil)
            )
        }
        #expect(ids == ids.sorted() && Set(ids).count == 4)
        var played: [(InteractionID, Bool)] = []
        while let recording = try store.first(one, in: everything, after: played.last?.0 ?? 0) {
            played.append((recording.id, recording.isLast))
        }
        #expect(played.map(\.0) == [ids[0], ids[2], ids[3]])
        #expect(played.map(\.1) == [false, false, true])
        #expect(try store.last(one, in: everything)?.id == ids[3])
        #expect(try store.last(one, in: everything)?.isLast == true)
        #expect(try store.ids(one, in: everything) == [ids[0], ids[2], ids[3]])
        #expect(try store.ids(two, in: everything) == [ids[1]])
    }

    @Test(arguments: Implementation.allCases)
    func `looks only at a scope`(_ implementation: Implementation) async throws {
        let store = try store(implementation)
        let one = try fingerprint(1)
        var ids: [InteractionID] = []
        for session in ["", "a", "", "a"] {
            ids.append(try await store.append(.sample(session: session), fingerprint: one, replacingUpTo: nil))
        }
        func numbers(_ sessions: SessionFilter, upTo bound: InteractionID = .max) throws -> [Int] {
            let scope = RecordingScope(sessions: sessions, upTo: bound)
            let found = try store.ids(one, in: scope)
            #expect(try store.count(in: scope) == found.count)
            #expect(try store.last(one, in: scope)?.id == found.last)
            #expect(try store.first(one, in: scope, after: 0)?.id == found.first)
            #expect(try store.first(one, in: scope, after: 0)?.isLast == (found.isEmpty ? nil : found.count == 1))
            #expect(try store.ids(in: scope, limit: .max) { _ in true } == found)
            return found.compactMap { ids.firstIndex(of: $0) }
        }
        #expect(try numbers(.any) == [0, 1, 2, 3])
        #expect(try numbers(.label("")) == [0, 2])
        #expect(try numbers(.label("a")) == [1, 3])
        #expect(try numbers(.label("b")) == [])
        #expect(try numbers(.any, upTo: ids[2]) == [0, 1, 2])
        #expect(try numbers(.label("a"), upTo: ids[2]) == [1])
        #expect(try numbers(.any, upTo: 0) == [])
    }

    @Test(arguments: Implementation.allCases)
    func `gives the first numbers that are accepted`(_ implementation: Implementation) async throws {
        let store = try store(implementation)
        var ids: [InteractionID] = []
        for index in 0..<6 { ids.append(try await store.add(.sample(path: "/\(index)"))) }
        #expect(try store.ids(in: everything, limit: 2) { $0 != ids[0] } == [ids[1], ids[2]])
        #expect(try store.ids(in: everything, limit: 0) { _ in true } == [])
        #expect(try store.ids(in: everything, limit: 9) { _ in false } == [])
    }

    @Test(arguments: Implementation.allCases)
    func `replaces earlier recordings of the same request and session`(_ implementation: Implementation) async throws {
        let store = try store(implementation)
        let (one, two) = (try fingerprint(1), try fingerprint(2))
        for (session, fingerprint) in [("", one), ("a", one), ("", two), ("", one)] {
            _ = try await store.append(.sample(session: session), fingerprint: fingerprint, replacingUpTo: nil)
        }
        let bound = try store.lastID()
        let first = try await store.append(.sample(response: "new"), fingerprint: one, replacingUpTo: bound)
        #expect(first > bound)
        #expect(try store.ids(one, in: RecordingScope(sessions: .label(""))) == [first])
        #expect(try store.ids(one, in: RecordingScope(sessions: .label("a"))).count == 1)
        #expect(try store.ids(two, in: everything).count == 1)
        // What the same run records is not replaced by what follows.
        let second = try await store.append(.sample(response: "newer"), fingerprint: one, replacingUpTo: bound)
        #expect(try store.ids(one, in: RecordingScope(sessions: .label(""))) == [first, second])
    }

    @Test(arguments: Implementation.allCases)
    func `never gives a number twice`(_ implementation: Implementation) async throws {
        let store = try store(implementation)
        let one = try fingerprint(1)
        let first = try await store.append(.sample(), fingerprint: one, replacingUpTo: nil)
        let second = try await store.append(.sample(), fingerprint: one, replacingUpTo: first)
        let third = try await store.append(.sample(), fingerprint: one, replacingUpTo: second)
        #expect(first < second && second < third)
        #expect(try store.lastID() == third)
    }

    @Test(arguments: Implementation.allCases)
    func `compares with recordings of the same path, else of the same method`(_ implementation: Implementation)
        async throws
    {
        let store = try store(implementation)
        var ids: [InteractionID] = []
        for (method, path) in [("GET", "/a"), ("POST", "/a"), ("POST", "/b"), ("GET", "/a"), ("POST", "/a")] {
            ids.append(
                try await store.add(
                    .sample(session: path == "/b" ? "b" : "", method: method == "GET" ? .get : .post, path: path)
                )
            )
        }
        func candidates(_ method: String, _ path: String, _ sessions: SessionFilter = .any, limit: Int = 10) throws
            -> [Int]
        {
            try store.candidates(method: method, path: path, in: RecordingScope(sessions: sessions), limit: limit)
                .compactMap { ids.firstIndex(of: $0) }
        }
        #expect(try candidates("POST", "/a") == [1, 4, 0, 3])
        #expect(try candidates("GET", "/a") == [0, 3, 1, 4])
        #expect(try candidates("DELETE", "/a") == [0, 1, 3, 4])
        #expect(try candidates("POST", "/a", limit: 3) == [1, 4, 0])
        #expect(try candidates("POST", "/x") == [1, 2, 4])
        #expect(try candidates("POST", "/b", .label("")) == [1, 4])
        #expect(try candidates("DELETE", "/x") == [])
    }

    static let sizes = [0, 1, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, 2 << 20, (5 << 20) + 3]

    @Test(arguments: Implementation.allCases, sizes)
    func `keeps bodies of any size`(_ implementation: Implementation, _ size: Int) async throws {
        let store = try store(implementation)
        let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 ^ ($0 >> 8)) }
        let writer = try store.makeBodyWriter()
        for start in stride(from: 0, to: size, by: 700_001) {
            try await writer.write(bytes[start..<min(start + 700_001, size)])
        }
        let body = try await writer.finish()
        #expect(body.length == size)
        var interaction = Interaction.sample()
        interaction.response.body = body
        let id = try await store.add(interaction)
        let played = try #require(try store.interactions(after: id - 1, limit: 1).first).interaction.response.body
        switch played {
        case .bytes(let played):
            #expect(size <= 1 << 20)
            #expect(played == bytes)
        case .stored(let reference):
            #expect(size > 1 << 20)
            #expect(reference.length == size)
            let edges = [0, 1, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, size - 1, size].filter { $0 <= size }
            for lower in edges {
                for upper in edges where lower <= upper {
                    let isSame = try store.read(reference, range: lower..<upper) == Array(bytes[lower..<upper])
                    #expect(isSame, "\(lower)..<\(upper)")
                }
            }
            #expect(throws: CassetteError.self) { try store.read(reference, range: size - 1..<size + 1) }
        }
    }

    @Test(arguments: Implementation.allCases)
    func `takes recordings from many tasks at once`(_ implementation: Implementation) async throws {
        let store = try store(implementation)
        let ids = try await withThrowingTaskGroup(of: (Int, InteractionID).self) { group in
            for index in 0..<64 {
                group.addTask {
                    let interaction = Interaction.sample(path: "/\(index % 4)", response: "\(index)")
                    let id = try await store.add(interaction)
                    // It is there as soon as the call returns.
                    #expect(try store.interactions(after: id - 1, limit: 1).first?.interaction == interaction)
                    return (index, id)
                }
            }
            return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        #expect(Set(ids.values).count == 64)
        #expect(try store.count(in: everything) == 64)
        for path in 0..<4 {
            let played = try store.ids(Interaction.sample(path: "/\(path)").fingerprint(), in: everything)
            #expect(played.count == 16)
            #expect(played == played.sorted())
        }
    }
}
