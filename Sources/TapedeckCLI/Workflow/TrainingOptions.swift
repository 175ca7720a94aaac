// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TapedeckModels
import TapedeckWorkflow

/// Options of a fine-tuning job; what is not given is left to the service.
struct TrainingOptions: ParsableArguments {
    @Option(help: "Suffix of the tuned model's name, 1 to 64 characters.")
    var suffix: String?

    @Option(help: "Number of epochs, 1 to 50. (default: the service's choice)")
    var epochs: Int?

    @Option(help: "Number of examples per step, 1 to 256. (default: the service's choice)")
    var batchSize: Int?

    @Option(help: "The learning-rate multiplier. (default: the service's choice)")
    var learningRateMultiplier: Double?

    @Option(help: "The seed of the job. (default: the service's choice)")
    var jobSeed: Int?

    @Option(help: ArgumentHelp("The longest wait between two polls of the job; 0 does not wait.", valueName: "seconds"))
    var pollInterval = 10.0

    @Option(help: ArgumentHelp("Upload larger files in parts of this size.", valueName: "bytes"))
    var partSize = 64 << 20

    func validate() throws {
        guard pollInterval >= 0, pollInterval <= 3600 else {
            throw ValidationError("--poll-interval takes seconds, 0 to 3600.")
        }
        guard (1...(64 << 20)).contains(partSize) else {
            throw ValidationError("--part-size takes bytes, 1 to \(64 << 20).")
        }
    }

    func apply(to plan: inout FineTunePlan) {
        plan.hyperparameters = Hyperparameters(
            epochs: epochs,
            batchSize: batchSize,
            learningRateMultiplier: learningRateMultiplier
        )
        plan.seed = jobSeed
        plan.pollInterval = .seconds(pollInterval)
        plan.partSize = partSize
    }
}
