// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// The refused requests of a server.
final class RefusalList: Sendable {
    private struct State {
        var count = 0
        var kept: [Refusal] = []
    }

    /// Maximum number of different refusals that are kept; all are counted.
    static let limit = 100

    private let state = Mutex(State())

    var count: Int { state.withLock { $0.count } }
    var kept: [Refusal] { state.withLock { $0.kept } }

    func add(_ requestLine: String, code: String, reason: String) {
        state.withLock { state in
            state.count += 1
            let known = state.kept.firstIndex { $0.requestLine == requestLine && $0.code == code }
            if let known {
                state.kept[known].count += 1
            } else if state.kept.count < Self.limit {
                state.kept.append(Refusal(requestLine: requestLine, code: code, reason: reason, count: 1))
            }
        }
    }
}
