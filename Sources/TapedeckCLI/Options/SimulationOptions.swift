// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TapedeckSimulator

/// Options of a simulated session.
struct SimulationOptions: ParsableArguments {
    @Option(Settings.Simulation.seed) var seed: UInt64
    @Option(Settings.Simulation.pace) var pace: SimulatorConfiguration.Pace
    @Flag(Settings.Simulation.fineTuningClosed) var fineTuningClosed: Bool

    /// A flag that was given and means nothing when nothing is simulated.
    var flagThatNeedsSimulation: String? {
        [
            ("--seed", Settings.Simulation.seed.isGiven(seed)), ("--pace", Settings.Simulation.pace.isGiven(pace)),
            ("--fine-tuning-closed", Settings.Simulation.fineTuningClosed.isGiven(fineTuningClosed)),
        ].first { $0.1 }?.0
    }

    var configuration: SimulatorConfiguration {
        SimulatorConfiguration(seed: seed, pace: pace, fineTuningIsClosed: fineTuningClosed)
    }
}
