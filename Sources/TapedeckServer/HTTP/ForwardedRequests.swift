// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import DequeModule
import Synchronization

/// The requests of one connection on their way from the event loop to their tasks, in order.
///
/// Hummingbird passes on heads and bodies only; the route and context of a request go this way.
final class ForwardedRequests: Sendable {
    private let requests = Mutex<Deque<RoutedRequest>>([])

    /// Adds a request, before its head is passed on.
    func append(_ request: RoutedRequest) {
        requests.withLock { $0.append(request) }
    }

    /// Takes the request whose head arrives next; `nil` when none was added.
    func next() -> RoutedRequest? {
        requests.withLock { $0.popFirst() }
    }
}
