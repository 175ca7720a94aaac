// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// Settings of a simulated session.
public struct SimulatorConfiguration: Sendable, Hashable {
    /// The pace of fine-tuning jobs.
    public enum Pace: String, Sendable, Hashable, CaseIterable {
        /// One stage per poll.
        case polls
        /// All stages when the job is created.
        case instant
        /// By the clock: minutes, as with the service.
        case realtime
    }

    /// Seed of everything random: identifiers, job seeds and models.
    public var seed: UInt64
    /// The pace of fine-tuning jobs.
    public var pace: Pace
    /// Whether new jobs get the service's error for closed fine-tuning.
    public var fineTuningIsClosed: Bool
    /// The day to answer for, as the service announced; `nil` for the state of this release.
    public var asOf: ServiceDay?
    /// Organisation in the names of fine-tuned models.
    public var organization: String
    /// The deployments of Azure's dialect beside those that have the name of a model: models by deployment.
    public var azureDeployments: [String: String]
    /// Where the events of jobs, batches and background responses are sent; `nil` sends none.
    public var webhook: Webhook?
    /// Maximum number of bytes of files to keep in memory; the rest goes to disk.
    public var memoryLimit: Int

    /// Creates a configuration.
    public init(
        seed: UInt64 = 0,
        pace: Pace = .polls,
        fineTuningIsClosed: Bool = false,
        asOf: ServiceDay? = nil,
        organization: String = "tapedeck",
        azureDeployments: [String: String] = [:],
        webhook: Webhook? = nil,
        memoryLimit: Int = 64 << 20
    ) {
        self.seed = seed
        self.pace = pace
        self.fineTuningIsClosed = fineTuningIsClosed
        self.asOf = asOf
        self.organization = organization
        self.azureDeployments = azureDeployments
        self.webhook = webhook
        self.memoryLimit = memoryLimit
    }
}
