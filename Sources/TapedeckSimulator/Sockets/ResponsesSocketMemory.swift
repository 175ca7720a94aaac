// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Synchronization
import TapedeckCore

/// The latest responses of a connection that are stored nowhere else (`store: false`): while it lasts, they can be
/// continued by `previous_response_id`.
final class ResponsesSocketMemory: Sendable {
    /// Maximum number of responses.
    private static let limit = 4

    private struct Turn {
        let id: String
        /// The items up to the end of the response.
        let items: [JSONValue]
    }

    private let turns = Mutex<[Turn]>([])

    /// The items up to the end of a response; `nil` when it is not kept.
    func items(of id: String) -> [JSONValue]? {
        turns.withLock { $0.last { $0.id == id }?.items }
    }

    /// Keeps a response.
    /// - Parameters:
    ///   - event: The event that ends it.
    ///   - items: The items before it.
    func keep(_ event: ArraySlice<UInt8>, after items: [JSONValue]) {
        guard let response = (try? JSONValue(parsing: event))?["response"], let id = response["id"]?.string else {
            return
        }
        let turn = Turn(id: id, items: items + (response["output"]?.elements ?? []))
        turns.withLock { turns in
            if turns.count >= Self.limit { turns.removeFirst() }
            turns.append(turn)
        }
    }
}
