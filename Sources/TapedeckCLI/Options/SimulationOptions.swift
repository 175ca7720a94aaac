// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TapedeckSimulator

/// Options of a simulated session.
struct SimulationOptions: ParsableArguments {
    @Option(Settings.Simulation.seed) var seed: UInt64
    @Option(Settings.Simulation.pace) var pace: SimulatorConfiguration.Pace
    @Flag(Settings.Simulation.fineTuningClosed) var fineTuningClosed: Bool
    @Option(Settings.Simulation.azureDeployments) var azureDeployment: [String]

    func validate() throws {
        let problem = Settings.Simulation.azureDeployments.problem(azureDeployment, "--azure-deployment")
        if let problem { throw ValidationError(problem) }
    }

    /// A flag that was given and means nothing when nothing is simulated.
    var flagThatNeedsSimulation: String? {
        [
            ("--seed", Settings.Simulation.seed.isGiven(seed)), ("--pace", Settings.Simulation.pace.isGiven(pace)),
            ("--fine-tuning-closed", Settings.Simulation.fineTuningClosed.isGiven(fineTuningClosed)),
            ("--azure-deployment", Settings.Simulation.azureDeployments.isGiven(azureDeployment)),
        ].first { $0.1 }?.0
    }

    var configuration: SimulatorConfiguration {
        // Parsing has checked them already.
        let deployments = azureDeployment.compactMap { try? AzureDeploymentSetting($0) }
        return SimulatorConfiguration(
            seed: seed,
            pace: pace,
            fineTuningIsClosed: fineTuningClosed,
            azureDeployments: Dictionary(deployments.map { ($0.name, $0.model) }) { $1 }
        )
    }
}
