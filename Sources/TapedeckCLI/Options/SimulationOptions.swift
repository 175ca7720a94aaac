// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TapedeckSimulator

/// Options of a simulated session.
struct SimulationOptions: ParsableArguments {
    @Option(help: "Seed of everything random.")
    var seed: UInt64 = 0

    @Option(help: "How fast fine-tuning jobs progress: polls (one stage for each poll), instant or realtime.")
    var pace = SimulatorConfiguration.Pace.polls

    @Flag(help: "Refuse new fine-tuning jobs, as the service does since it winds fine-tuning down.")
    var fineTuningClosed = false

    /// A flag that was given and means nothing when nothing is simulated.
    var flagThatNeedsSimulation: String? {
        [("--seed", seed != 0), ("--pace", pace != .polls), ("--fine-tuning-closed", fineTuningClosed)]
            .first { $0.1 }?.0
    }

    var configuration: SimulatorConfiguration {
        SimulatorConfiguration(seed: seed, pace: pace, fineTuningIsClosed: fineTuningClosed)
    }
}
