// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// The requests of a WebSocket that wait, by lane: those of one lane are answered in order, lanes side by side.
final class SocketLanes<Request: Sendable>: Sendable {
    /// What becomes of a request.
    enum Place: Hashable {
        /// Its lane was idle: whoever added it begins to answer the lane.
        case first
        /// It waits behind others.
        case behind
        /// There are as many busy lanes as there may be; the request was not added.
        case refused
    }

    private struct State {
        var waiting: [String: [Request]] = [:]
        var count = 0
        var adder: CheckedContinuation<Void, Never>?
    }

    private let laneLimit: Int
    private let countLimit: Int
    private let state = Mutex(State())

    /// - Parameters:
    ///   - laneLimit: Maximum number of lanes that are busy at a time.
    ///   - countLimit: Number of waiting requests from which on no more are taken.
    init(laneLimit: Int, countLimit: Int) {
        self.laneLimit = laneLimit
        self.countLimit = countLimit
    }

    /// Adds a request to its lane, when there is room.
    func add(_ request: Request, to lane: String) async -> Place {
        await withCheckedContinuation { continuation in
            let hasRoom = state.withLock { state in
                guard state.count >= countLimit else { return true }
                state.adder = continuation
                return false
            }
            if hasRoom { continuation.resume() }
        }
        return state.withLock { state in
            guard state.waiting[lane] == nil else {
                state.waiting[lane]?.append(request)
                state.count += 1
                return .behind
            }
            guard state.waiting.count < laneLimit else { return .refused }
            state.waiting[lane] = [request]
            state.count += 1
            return .first
        }
    }

    /// Takes the next request of a lane; without one, the lane becomes idle.
    func next(in lane: String) -> Request? {
        let (request, adder) = state.withLock { state -> (Request?, CheckedContinuation<Void, Never>?) in
            guard let request = state.waiting[lane]?.first else {
                state.waiting[lane] = nil
                return (nil, nil)
            }
            state.waiting[lane]?.removeFirst()
            state.count -= 1
            return (request, state.adder.take())
        }
        adder?.resume()
        return request
    }
}
