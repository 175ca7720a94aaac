// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The state of a simulated session.
struct SimulatorState: Sendable {
    var clock: SimulatorClock
    var identifiers: IdentifierGenerator
    /// The pace of jobs and of responses in the background.
    let pace: SimulatorConfiguration.Pace
    var files = FileTable()
    var uploads = OrderedTable<SimulatedUpload>()
    var jobs = OrderedTable<FineTuningJob>()
    var models = TunedModelTable()
    var permissions = PermissionTable()
    var azure = AzureState()
    var completions = StoredCompletions()
    var batches = OrderedTable<Batch>()
    var conversations = ConversationTable()
    var clientSecrets = ClientSecrets()
    var vectorStores = VectorStoreTable()
    var responses = StoredResponses()
    /// Hands out the events for a webhook; `nil` when there is none.
    var webhook: WebhookOutbox?

    init(_ configuration: SimulatorConfiguration) {
        self.pace = configuration.pace
        self.clock = SimulatorClock(isReal: configuration.pace == .realtime, day: configuration.asOf)
        self.identifiers = IdentifierGenerator(seed: configuration.seed)
    }

    /// Current time in seconds since 1970.
    var now: Int { clock.now }
}
