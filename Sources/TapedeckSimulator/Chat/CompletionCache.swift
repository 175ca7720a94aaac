// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Prepared responses by request body: a repeated request costs only fresh identifiers.
///
/// The size is limited: a full cache is emptied.
final class CompletionCache: Sendable {
    /// Maximum length of a cached request body, in bytes.
    private static let bodyLimit = 64 << 10
    /// Maximum estimated size in bytes.
    private static let sizeLimit = 64 << 20

    private struct State {
        var completions: [ArraySlice<UInt8>: PreparedCompletion] = [:]
        var size = 0
    }

    private let state = Mutex(State())

    /// The prepared response to a request body.
    subscript(body: ArraySlice<UInt8>) -> PreparedCompletion? {
        guard body.count <= Self.bodyLimit else { return nil }
        return state.withLock { $0.completions[body] }
    }

    /// Keeps a prepared response.
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
