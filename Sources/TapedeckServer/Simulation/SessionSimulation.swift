// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Synchronization
import TapedeckCore
import TapedeckSimulator

/// The simulator of a session: it begins with the first request that needs it, and anew when the session is reset.
final class SessionSimulation: Sendable {
    private enum State {
        case none
        case beginning(Task<Simulator, any Error>)
        case ready(Simulator)
    }

    private let configuration: SimulatorConfiguration
    private let tape: TapeReader?
    private let state = Mutex(State.none)

    /// - Parameters:
    ///   - configuration: What the simulated session is like.
    ///   - tape: What the cassette knows, where play-back goes on into the simulation.
    init(_ configuration: SimulatorConfiguration, goingOnFrom tape: TapeReader?) {
        self.configuration = configuration
        self.tape = tape
        if tape == nil { state.withLock { $0 = .ready(Simulator(configuration)) } }
    }

    /// The simulator, if it has begun.
    var current: Simulator? {
        state.withLock { if case .ready(let simulator) = $0 { simulator } else { nil } }
    }

    /// The simulator, which begins now if it has not.
    func begun() async throws -> Simulator {
        let beginning = state.withLock { state -> Task<Simulator, any Error>? in
            switch state {
            case .ready: return nil
            case .beginning(let task): return task
            case .none:
                // Of its own, since the first client may leave while others wait.
                let task = Task { try await self.make() }
                state = .beginning(task)
                return task
            }
        }
        guard let beginning else {
            if let current { return current }
            return try await begun()
        }
        let simulator = try await beginning.value
        state.withLock { if case .beginning = $0 { $0 = .ready(simulator) } }
        return simulator
    }

    /// Starts over.
    func reset() {
        state.withLock { $0 = tape == nil ? .ready(Simulator(configuration)) : .none }
    }

    private func make() async throws -> Simulator {
        guard let tape else { return Simulator(configuration) }
        return try await Simulator(configuration, goingOnFrom: try tape.knowledge()) { reference, range in
            try tape.store.read(reference, range: range)
        }
    }
}
