// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckModels

/// A deployment of a model, created at the control plane.
struct AzureDeployment: Sendable {
    /// The time a deployment takes in real time, in seconds.
    private static let duration = 60

    let name: String
    /// The name of the model, as it was asked for.
    let model: String
    let createdAt: Int
    /// The members `sku` and `properties` of the request.
    let sku: JSONValue
    let properties: [JSONMember]
    private(set) var isReady: Bool

    init(name: String, model: String, createdAt: Int, sku: JSONValue, properties: [JSONMember], isReady: Bool) {
        self.name = name
        self.model = model
        self.createdAt = createdAt
        self.sku = sku
        self.properties = properties
        self.isReady = isReady
    }

    /// Notes that a client looked; a deployment is ready from then on, or after its time.
    mutating func poll(at now: Int, _ pace: SimulatorConfiguration.Pace) {
        if pace != .realtime || now - createdAt >= Self.duration { isReady = true }
    }
}

/// What only Azure's dialect knows of a session.
struct AzureState: Sendable {
    /// The deployments by name, in the order of their creation.
    var deployments = OrderedTable<AzureDeployment>()
    /// The progress of files that were uploaded here.
    var files = AzureFileTable()
    /// The jobs that were deleted.
    var deletedJobs: Set<String> = []
    /// The deployments that created responses name, by the responses' identifiers.
    var responses = RecentDeployments()
}

/// The deployments of recent responses; of very many the oldest are forgotten.
struct RecentDeployments: Sendable {
    private static let limit = 100_000

    private var names: [String: String] = [:]

    subscript(response: String) -> String? {
        get { names[response] }
        set {
            if names.count >= Self.limit { names.removeAll() }
            names[response] = newValue
        }
    }
}

extension SimulatorState {
    /// The model behind a deployment; `nil` when there is none, or it is not ready.
    ///
    /// Every model of the catalogue is deployed under its own name. Fine-tuned models are not.
    mutating func model(
        ofDeployment name: String,
        _ configuration: SimulatorConfiguration
    ) -> String? {
        if var deployment = azure.deployments[name] {
            let wasReady = deployment.isReady
            deployment.poll(at: now, configuration.pace)
            azure.deployments[name] = deployment
            return wasReady ? deployment.model : nil
        }
        if let model = configuration.azureDeployments[name] { return model }
        return Self.catalogued(name).map(\.id)
    }

    /// The model of the catalogue that Azure calls by a name; it leaves the dot out of some.
    static func catalogued(_ name: String) -> OpenAIModel? {
        OpenAIModel.named(name)
            ?? (name.hasPrefix("gpt-35-turbo") ? OpenAIModel.named("gpt-3.5-turbo" + name.dropFirst(12)) : nil)
    }
}
