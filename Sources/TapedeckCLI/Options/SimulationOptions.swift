// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import TapedeckSimulator

/// Options of a simulated session.
struct SimulationOptions: ParsableArguments {
    @Option(Settings.Simulation.seed) var seed: UInt64
    @Option(Settings.Simulation.pace) var pace: SimulatorConfiguration.Pace
    @Flag(Settings.Simulation.fineTuningClosed) var fineTuningClosed: Bool
    @Option(Settings.Simulation.asOf) var asOf: ServiceDay?
    @Option(Settings.Simulation.azureDeployments) var azureDeployment: [String]
    @Option(Settings.Simulation.webhook) var webhook: String?
    @Option(help: "The secret that signs events, whsec_ and base64. (default: OPENAI_WEBHOOK_SECRET)")
    var webhookSecret: String?

    func validate() throws {
        let problem = Settings.Simulation.azureDeployments.problem(azureDeployment, "--azure-deployment")
        if let problem { throw ValidationError(problem) }
        try Settings.Simulation.webhook.validate(webhook)
        guard let webhookSecret else { return }
        guard webhook != nil else { throw ValidationError("--webhook-secret signs events; add --webhook URL.") }
        try Self.check(webhookSecret, named: "--webhook-secret")
    }

    /// A flag that was given and means nothing when nothing is simulated.
    var flagThatNeedsSimulation: String? {
        [
            ("--seed", Settings.Simulation.seed.isGiven(seed)), ("--pace", Settings.Simulation.pace.isGiven(pace)),
            ("--fine-tuning-closed", Settings.Simulation.fineTuningClosed.isGiven(fineTuningClosed)),
            ("--azure-deployment", Settings.Simulation.azureDeployments.isGiven(azureDeployment)),
            ("--webhook", Settings.Simulation.webhook.isGiven(webhook)), ("--webhook-secret", webhookSecret != nil),
            ("--as-of", Settings.Simulation.asOf.isGiven(asOf)),
        ].first { $0.1 }?.0
    }

    /// The settings of the simulator.
    /// - Throws: `ValidationError` when there is a webhook without a secret.
    func configuration() throws -> SimulatorConfiguration {
        // Parsing has checked them already.
        let deployments = azureDeployment.compactMap { try? AzureDeploymentSetting($0) }
        return SimulatorConfiguration(
            seed: seed,
            pace: pace,
            fineTuningIsClosed: fineTuningClosed,
            asOf: asOf,
            azureDeployments: Dictionary(deployments.map { ($0.name, $0.model) }) { $1 },
            webhook: try webhook.map { Webhook(url: $0, secret: try secret()) }
        )
    }

    /// The variable from which OpenAI's clients take the secret too.
    private static let variable = "OPENAI_WEBHOOK_SECRET"

    private func secret() throws -> String {
        if let webhookSecret { return webhookSecret }
        guard let secret = ProcessInfo.processInfo.environment[Self.variable], !secret.isEmpty else {
            throw ValidationError(
                "--webhook needs a secret to sign events with; add --webhook-secret, or set \(Self.variable) to that of "
                    + "your program."
            )
        }
        try Self.check(secret, named: Self.variable)
        return secret
    }

    private static func check(_ secret: String, named name: String) throws {
        do throws(InvalidWebhookSecret) {
            _ = try WebhookSigner(secret: secret)
        } catch {
            throw ValidationError("\(name): \(error).")
        }
    }
}
