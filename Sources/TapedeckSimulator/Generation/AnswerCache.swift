// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Prepared answers by request body: a repeated request costs only fresh identifiers.
///
/// The size is limited: a full cache is emptied.
final class AnswerCache<Answer: Sendable>: Sendable {
    /// A body as a key: hashed in one piece, where an array would be hashed byte by byte.
    private struct Key: Hashable {
        let body: ArraySlice<UInt8>

        func hash(into hasher: inout Hasher) {
            body.withUnsafeBytes { hasher.combine(bytes: $0) }
        }
    }

    private struct State {
        var answers: [Key: Answer] = [:]
        var size = 0
    }

    private let state = Mutex(State())
    /// Maximum length of a cached request body, in bytes.
    private let bodyLimit = 64 << 10
    /// Maximum estimated size in bytes.
    private let sizeLimit = 64 << 20

    /// The prepared answer to a request body.
    subscript(body: ArraySlice<UInt8>) -> Answer? {
        guard body.count <= bodyLimit else { return nil }
        return state.withLock { $0.answers[Key(body: body)] }
    }

    /// Keeps a prepared answer.
    /// - Parameters:
    ///   - answer: The answer.
    ///   - size: Its estimated size in memory, in bytes.
    ///   - body: The body of the request.
    func keep(_ answer: Answer, size: Int, for body: ArraySlice<UInt8>) {
        guard body.count <= bodyLimit else { return }
        let size = body.count + size
        guard size <= sizeLimit else { return }
        state.withLock { state in
            if state.size + size > sizeLimit { state = State() }
            state.size += size
            state.answers[Key(body: body)] = answer
        }
    }
}
