// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// Options of a simulated session.
public struct SimulatorConfiguration: Sendable, Hashable {
    /// How fast fine-tuning jobs go through their life.
    public enum Pace: String, Sendable, Hashable, CaseIterable {
        /// A stage each time the job is asked for.
        case polls
        /// To the end when the job is created.
        case instant
        /// By the clock: minutes, as the service takes.
        case realtime
    }

    /// Seed of everything random.
    public var seed: UInt64
    /// How fast fine-tuning jobs go.
    public var pace: Pace
    /// Whether jobs are refused as the service refuses them since it winds fine-tuning down.
    public var fineTuningIsClosed: Bool
    /// The organisation's name in the names of fine-tuned models.
    public var organization: String
    /// The most bytes of files to keep in memory; what is more lies on disk.
    public var memoryLimit: Int

    /// Creates a configuration.
    public init(
        seed: UInt64 = 0,
        pace: Pace = .polls,
        fineTuningIsClosed: Bool = false,
        organization: String = "tapedeck",
        memoryLimit: Int = 64 << 20
    ) {
        self.seed = seed
        self.pace = pace
        self.fineTuningIsClosed = fineTuningIsClosed
        self.organization = organization
        self.memoryLimit = memoryLimit
    }
}
