// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TapedeckRouge
import TapedeckWorkflow

/// Options for requests to a model, and for scoring.
struct EvaluationOptions: ParsableArguments {
    @Option(help: "The sampling temperature. (default: 0.2; none for reasoning models)")
    var temperature: Double?

    @Option(help: "The seed of each request, from which the service samples as best it can. (default: none)")
    var requestSeed: Int?

    @Option(help: "Maximum number of completion tokens.")
    var maxTokens = 128

    @Option(help: "Maximum number of concurrent requests; results do not depend on it.")
    var maxWorkers = 8

    @Flag(inversion: .prefixedNo, help: "Stem words before they are compared.")
    var stemmer = true

    @Option(
        help: ArgumentHelp("Confidence level of the intervals, such as 0.95; 0 computes none.", valueName: "share")
    )
    var confidence = 0.95

    @Option(help: "Number of resamples of the intervals.")
    var resamples = Bootstrap.defaultResamples

    @Option(help: "Seed of the intervals.")
    var bootstrapSeed: UInt32 = 0

    func validate() throws {
        if let temperature, !(0...2).contains(temperature) {
            throw ValidationError("--temperature takes a number from 0 to 2.")
        }
        guard maxTokens >= 1 else { throw ValidationError("--max-tokens takes a number from 1.") }
        guard (1...1000).contains(maxWorkers) else {
            throw ValidationError("--max-workers takes a number from 1 to 1000.")
        }
        do {
            _ = try bootstrap()
        } catch {
            throw ValidationError(error.message)
        }
    }

    func plan(model: String, prompts: Prompts) throws -> EvaluationPlan {
        var plan = EvaluationPlan(model: model, prompts: prompts)
        plan.temperature = temperature ?? plan.temperature
        plan.seed = requestSeed
        plan.maxTokens = maxTokens
        plan.workers = maxWorkers
        plan.stemmer = stemmer ? .porter : .none
        plan.bootstrap = try bootstrap()
        return plan
    }

    private func bootstrap() throws(RougeError) -> Bootstrap? {
        guard confidence != 0 else { return nil }
        return try Bootstrap(confidence: confidence, resamples: resamples, seed: bootstrapSeed)
    }
}
