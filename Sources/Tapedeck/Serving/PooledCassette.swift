// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization
import TapedeckCassettes
import TapedeckCore

/// A cassette of sessions, open only while they use it.
///
/// It can be closed at any time, and the next use opens it again. Playback positions belong to sessions and
/// outlive it.
final class PooledCassette: BrowsableStore {
    private struct State {
        var cassette: Cassette?
        var users = 0
        var lastUse = ContinuousClock.now
        /// Whether it is closed after the present uses.
        var isLeaving = false
        /// The file it is, and its last recording, when it was closed.
        var left: (file: Int?, lastID: InteractionID)?
        /// The error of an earlier close.
        var failure: (any Error)?
    }

    let name: String
    let upstream: String?
    let matchingRules: MatchingRules
    let redactionRules: RedactionRules
    /// Whether it is opened for recording.
    let isRecording: Bool

    private let reopen: @Sendable () throws -> Cassette
    private let didOpen: @Sendable () -> Void
    private let state: Mutex<State>

    /// - Parameters:
    ///   - cassette: The cassette, open.
    ///   - reopen: Opens it again.
    ///   - didOpen: Called when it was.
    init(
        _ cassette: Cassette,
        reopen: @escaping @Sendable () throws -> Cassette,
        didOpen: @escaping @Sendable () -> Void
    ) {
        self.name = cassette.name
        self.upstream = cassette.upstream
        self.matchingRules = cassette.matchingRules
        self.redactionRules = cassette.redactionRules
        self.isRecording = cassette.isRecording
        self.reopen = reopen
        self.didOpen = didOpen
        self.state = Mutex(State(cassette: cassette))
    }

    /// When it was used last, if it is open and nobody uses it.
    var idleSince: ContinuousClock.Instant? {
        state.withLock { $0.cassette != nil && $0.users == 0 ? $0.lastUse : nil }
    }

    /// Whether it is closed and another file, or none, is in its place.
    var isReplaced: Bool {
        state.withLock { state in
            guard state.cassette == nil, let left = state.left else { return false }
            return fileNumber != left.file
        }
    }

    /// Closes it, once the present uses are over.
    func rest() {
        state.withLock { state in
            state.isLeaving = true
            closeIfLeft(&state)
        }
    }

    private func closeIfLeft(_ state: inout State) {
        guard state.isLeaving, state.users == 0 else { return }
        state.isLeaving = false
        close(&state)
    }

    /// Closes it.
    /// - Throws: `CassetteError` when that failed, now or before; what was committed is safe all the same.
    func close() throws {
        try state.withLock { state in
            close(&state)
            if let failure = state.failure { throw failure }
        }
    }

    private func close(_ state: inout State) {
        guard let cassette = state.cassette else { return }
        state.left = (file: fileNumber, lastID: (try? cassette.lastID()) ?? 0)
        state.cassette = nil
        do {
            try cassette.close()
        } catch {
            state.failure = error
        }
    }

    private var replaced: CassetteError {
        CassetteError(
            code: .invalidArgument,
            message:
                "The cassette \(name) was replaced or removed while a session had it; end the session and begin it again."
        )
    }

    private var fileNumber: Int? {
        (try? FileManager.default.attributesOfItem(atPath: name))?[.systemFileNumber] as? Int
    }

    // MARK: - Use

    private func begin() throws -> Cassette {
        let (cassette, isNew) = try state.withLock { state -> (Cassette, Bool) in
            if let cassette = state.cassette {
                state.users += 1
                return (cassette, false)
            }
            if let left = state.left, fileNumber != left.file { throw replaced }
            let cassette = try reopen()
            if let left = state.left, try cassette.lastID() < left.lastID {
                try? cassette.close()
                throw replaced
            }
            state.cassette = cassette
            state.users += 1
            return (cassette, true)
        }
        if isNew { didOpen() }
        return cassette
    }

    private func end() {
        state.withLock { state in
            state.users -= 1
            state.lastUse = .now
            closeIfLeft(&state)
        }
    }

    /// Ends a use on the thread that commits, for which closing waits.
    private func endOnWriter() {
        let mustClose = state.withLock { state in
            state.users -= 1
            state.lastUse = .now
            return state.isLeaving && state.users == 0
        }
        if mustClose { Task { state.withLock { closeIfLeft(&$0) } } }
    }

    private func using<Result>(_ body: (Cassette) throws -> Result) throws -> Result {
        let cassette = try begin()
        defer { end() }
        return try body(cassette)
    }

    func lastID() throws -> InteractionID { try using { try $0.lastID() } }

    func count(in scope: RecordingScope) throws -> Int { try using { try $0.count(in: scope) } }

    func first(_ fingerprint: Fingerprint, in scope: RecordingScope, after id: InteractionID) throws -> StoredResponse?
    {
        try using { try $0.first(fingerprint, in: scope, after: id) }
    }

    func last(_ fingerprint: Fingerprint, in scope: RecordingScope) throws -> StoredResponse? {
        try using { try $0.last(fingerprint, in: scope) }
    }

    func ids(_ fingerprint: Fingerprint, in scope: RecordingScope) throws -> [InteractionID] {
        try using { try $0.ids(fingerprint, in: scope) }
    }

    func candidates(method: String, path: String, in scope: RecordingScope, limit: Int) throws -> [InteractionID] {
        try using { try $0.candidates(method: method, path: path, in: scope, limit: limit) }
    }

    func ids(in scope: RecordingScope, limit: Int, where accepts: (InteractionID) -> Bool) throws -> [InteractionID] {
        try using { try $0.ids(in: scope, limit: limit, where: accepts) }
    }

    func requestLine(of id: InteractionID) throws -> String { try using { try $0.requestLine(of: id) } }

    func session(of id: InteractionID) throws -> String { try using { try $0.session(of: id) } }

    func request(of id: InteractionID) throws -> RecordedRequest { try using { try $0.request(of: id) } }

    func interactions(after id: InteractionID, limit: Int) throws -> [StoredInteraction] {
        try using { try $0.interactions(after: id, limit: limit) }
    }

    func read(_ reference: BodyReference, range: Range<Int>) throws -> [UInt8] {
        try using { try $0.read(reference, range: range) }
    }

    func outlines(of ranges: [ClosedRange<InteractionID>], limit: Int) throws -> [InteractionOutline] {
        try using { try $0.outlines(of: ranges, limit: limit) }
    }

    func find(_ search: InteractionSearch, after id: InteractionID, for time: Duration) throws -> FoundInteractions {
        try using { try $0.find(search, after: id, for: time) }
    }

    func sessionLabels(limit: Int) throws -> [(label: String, count: Int)] {
        try using { try $0.sessionLabels(limit: limit) }
    }

    func makeBodyWriter() throws -> any BodyWriter {
        let cassette = try begin()
        do {
            return Writer(base: try cassette.makeBodyWriter(), cassette: self)
        } catch {
            end()
            throw error
        }
    }

    func append(
        _ interaction: Interaction,
        fingerprint: Fingerprint,
        replacingUpTo bound: InteractionID?
    ) async throws -> InteractionID {
        let cassette = try begin()
        defer { end() }
        return try await cassette.append(interaction, fingerprint: fingerprint, replacingUpTo: bound)
    }

    func append(
        _ make: @escaping @Sendable () throws -> NewInteraction,
        completion: @escaping @Sendable ((any Error)?) -> Void
    ) {
        do {
            try begin().append(make) { error in
                self.endOnWriter()
                completion(error)
            }
        } catch {
            completion(error)
        }
    }

    func removeRecordings(of session: String, upTo bound: InteractionID) async throws -> Int {
        let cassette = try begin()
        defer { end() }
        return try await cassette.removeRecordings(of: session, upTo: bound)
    }

    /// A body that is being written; the cassette stays open until the writer is gone.
    private final class Writer: BodyWriter {
        private let base: any BodyWriter
        private let cassette: PooledCassette

        init(base: any BodyWriter, cassette: PooledCassette) {
            self.base = base
            self.cassette = cassette
        }

        deinit {
            cassette.end()
        }

        func write(_ bytes: ArraySlice<UInt8>) async throws { try await base.write(bytes) }

        func finish() async throws -> RecordedBody { try await base.finish() }
    }
}
