// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Synchronization
import TapedeckCore

/// The connections that look recordings up in one file: one for each thread that does, opened when needed.
///
/// The lock is held for the moment in which a connection changes hands, never while SQLite works.
final class LookupPool: Sendable {
    /// How long a transaction may stay open; so long writers wait at most.
    private static let roundLength = DispatchTimeInterval.milliseconds(5)
    private static let timer = DispatchQueue(label: "tapedeck.lookups")
    /// The memory for pages of one connection in KiB; what is not there is in the system's own cache of files.
    private static let cacheSize = 1024

    private struct State {
        /// The connections that nobody uses, the one used last at the end.
        var idle: [LookupConnection] = []
        /// Transactions of earlier rounds have to end.
        var round = 0
        var willEndRound = false
        var isClosed = false
    }

    private let path: String
    private let file: FileIdentity
    private let state = Mutex(State())

    /// - Parameters:
    ///   - path: The path of the file.
    ///   - file: The file that was found there; no other one is opened.
    init(_ path: String, file: FileIdentity) {
        self.path = path
        self.file = file
    }

    /// Runs look-ups on a connection.
    /// - Returns: The result; `nil` when there is no connection, and none can be opened since the file lies elsewhere now.
    /// - Throws: What the look-ups throw, or `DatabaseError`.
    func look<Result>(_ body: (LookupConnection) throws -> Result) throws -> Result? {
        let (idle, round, isClosed) = state.withLock { ($0.idle.popLast(), $0.round, $0.isClosed) }
        guard !isClosed, let connection = try idle ?? open() else { return nil }
        defer { giveBack(connection) }
        return try connection.look(in: round, body)
    }

    /// Closes the connections that nobody uses.
    func rest() {
        _ = state.withLock { state in
            defer { state.idle = [] }
            return state.idle
        }
    }

    /// Closes the connections for good, those in use once they are given back.
    func close() {
        state.withLock { $0.isClosed = true }
        rest()
    }

    private func open() throws -> LookupConnection? {
        guard FileIdentity(path: path) == file else { return nil }
        let connection = try LookupConnection(path, cacheSize: Self.cacheSize)
        return FileIdentity(path: path) == file ? connection : nil
    }

    private func giveBack(_ connection: LookupConnection) {
        while true {
            let (isOutdated, beginsRound) = state.withLock { state in
                if connection.round != nil, connection.round != state.round { return (true, false) }
                guard !state.isClosed else { return (false, false) }
                state.idle.append(connection)
                guard connection.round != nil, !state.willEndRound else { return (false, false) }
                state.willEndRound = true
                return (false, true)
            }
            if beginsRound {
                Self.timer.asyncAfter(deadline: .now() + Self.roundLength) { [weak self] in self?.endRound() }
            }
            guard isOutdated else { return }
            connection.end()
        }
    }

    /// Ends the transactions that are open; those of connections in use end when they are given back.
    private func endRound() {
        state.withLock { state in
            state.round += 1
            state.willEndRound = false
        }
        // One after the other, so that look-ups meanwhile find the others.
        while let connection = state.withLock({ state in
            state.idle.firstIndex { $0.round != nil && $0.round != state.round }.map { state.idle.remove(at: $0) }
        }) {
            connection.end()
            giveBack(connection)
        }
    }
}
