// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

package import HTTPTypes
import Synchronization
package import TapedeckCore

/// A simulator for one session, which can be reset and can continue from a cassette.
///
/// With a cassette, recorded files, jobs and models exist by their recorded identifiers. The cassette is read when the
/// first request needs the simulator, and again after a reset.
package final class SimulatorSession: SessionSimulator {
    private enum State {
        case notRead
        case reading(Task<Simulator, any Error>)
        case ready(Simulator)
    }

    private let configuration: SimulatorConfiguration
    private let webhook: WebhookSink?
    private let reader: RecordedStateReader?
    private let state: Mutex<State>
    /// Advances jobs, batches and responses by the clock for a webhook, whose clients do not poll.
    private let clockwork = Mutex<Task<Void, Never>?>(nil)

    /// Creates the simulator of a session.
    /// - Parameters:
    ///   - configuration: The settings of the simulated session.
    ///   - cassette: The cassette to continue from; `nil` starts with no state.
    ///   - webhook: Takes the events for a webhook, in order; `nil` when there is no webhook.
    package init(
        _ configuration: SimulatorConfiguration,
        continuing cassette: LoadedCassette?,
        webhook: WebhookSink? = nil
    ) {
        self.configuration = configuration
        self.webhook = webhook
        self.reader = cassette.map(RecordedStateReader.init)
        self.state = Mutex(cassette == nil ? .ready(Simulator(configuration, webhook: webhook)) : .notRead)
        if webhook != nil, configuration.pace == .realtime { startClockwork() }
    }

    deinit {
        clockwork.withLock { $0?.cancel() }
    }

    package var origin: String { Simulator.origin }

    package func respond(to target: RequestLine, fields: HTTPFields, body: Body) async throws -> ServedResponse {
        try await simulator().respond(to: target, fields: fields, body: body)
    }

    package func respondAtOnce(
        to target: RequestLine,
        fields: HTTPFields,
        body: ArraySlice<UInt8>
    ) -> ServedResponse? {
        ready?.respondAtOnce(to: target, fields: fields, body: body)
    }

    package func openSocket(_ target: RequestLine, fields: HTTPFields) async throws -> SocketAnswer {
        try await simulator().openSocket(target, fields: fields)
    }

    package func reset() {
        state.withLock { $0 = reader == nil ? .ready(Simulator(configuration, webhook: webhook)) : .notRead }
    }

    private func startClockwork() {
        let task = Task { [weak self] in
            while (try? await Task.sleep(for: .seconds(1))) != nil, let self {
                try? await self.ready?.settleAll()
            }
        }
        clockwork.withLock { $0 = task }
    }

    private var ready: Simulator? {
        state.withLock { if case .ready(let simulator) = $0 { simulator } else { nil } }
    }

    /// The simulator, made from the cassette on first use.
    private func simulator() async throws -> Simulator {
        let reading = state.withLock { state -> Task<Simulator, any Error>? in
            switch state {
            case .ready: return nil
            case .reading(let task): return task
            case .notRead:
                // A separate task: the first client may leave while others wait.
                let task = Task { try await self.make() }
                state = .reading(task)
                return task
            }
        }
        guard let reading else {
            if let ready { return ready }
            return try await self.simulator()
        }
        let simulator = try await reading.value
        state.withLock { if case .reading = $0 { $0 = .ready(simulator) } }
        return simulator
    }

    private func make() async throws -> Simulator {
        guard let reader else { return Simulator(configuration, webhook: webhook) }
        return try await Simulator(configuration, webhook: webhook, continuing: try reader.state()) {
            [store = reader.store] in
            try store.read($0, range: $1)
        }
    }
}
