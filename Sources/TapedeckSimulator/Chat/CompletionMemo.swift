// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Prepared answers by the body of their request, so that one that is asked again costs no more than fresh identifiers.
///
/// It is bounded; when it is full it begins anew.
final class CompletionMemo: Sendable {
    /// The largest body whose answer is kept, in bytes.
    private static let bodyLimit = 64 << 10
    /// The most bytes of memory, roughly.
    private static let sizeLimit = 64 << 20

    private struct State {
        var completions: [ArraySlice<UInt8>: PreparedCompletion] = [:]
        var size = 0
    }

    private let state = Mutex(State())

    /// The answer to a body, if it has been prepared.
    subscript(body: ArraySlice<UInt8>) -> PreparedCompletion? {
        guard body.count <= Self.bodyLimit else { return nil }
        return state.withLock { $0.completions[body] }
    }

    /// Keeps an answer.
    func keep(_ completion: PreparedCompletion, for body: ArraySlice<UInt8>) {
        guard body.count <= Self.bodyLimit else { return }
        let size = body.count + completion.size
        guard size <= Self.sizeLimit else { return }
        state.withLock { state in
            if state.size + size > Self.sizeLimit { state = State() }
            state.size += size
            state.completions[body] = completion
        }
    }
}
