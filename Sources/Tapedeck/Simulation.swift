// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// Runs a server that simulates the service, and stops it when the closure returns or throws.
///
/// Files, uploads, fine-tuning jobs, models and chat completions work without recordings, network or key. The same
/// configuration and the same requests give the same bytes. Every response has the header field `tapedeck-simulated: 1`.
/// - Parameters:
///   - configuration: The seed, and how fast fine-tuning jobs advance.
///   - body: Uses the server.
/// - Returns: What `body` returns.
/// - Throws: What `body` throws, or why the server could not start.
public func withSimulator<Value>(
    _ configuration: SimulatorConfiguration = SimulatorConfiguration(),
    _ body: (RunningServer) async throws -> Value
) async throws -> Value {
    var settings = ServerSettings.ofLibrary(.none, consent: .playing)
    settings.simulation = configuration
    return try await RunningServer.with(settings, failOn: [], body)
}

/// Runs a server that simulates the service with a seed, and stops it when the closure returns or throws.
///
/// - Parameters:
///   - seed: The seed of identifiers and of everything random.
///   - body: Uses the server.
/// - Returns: What `body` returns.
/// - Throws: What `body` throws, or why the server could not start.
public func withSimulator<Value>(
    seed: UInt64,
    _ body: (RunningServer) async throws -> Value
) async throws -> Value {
    try await withSimulator(SimulatorConfiguration(seed: seed), body)
}
