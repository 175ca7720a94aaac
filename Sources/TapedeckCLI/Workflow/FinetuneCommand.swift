// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TapedeckWorkflow

/// Runs a fine-tuning job of the service to its end.
struct FinetuneCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "finetune",
        abstract: "Uploads training data, creates a fine-tuning job, and watches it to its end.",
        discussion: """
            Prints the name of the tuned model. The ids of files and job are kept in the folder of --output as soon as they \
            are known, so that an interrupted run continues with the same job instead of paying for another. Ctrl-C \
            does not cancel the job.

            Examples:
              tapedeck finetune --model gpt-4o-mini-2024-07-18 --training-file prepared/train.jsonl \\
                --validation-file prepared/validation.jsonl --suffix samsum-ft --output results/finetune
              tapedeck finetune --cancel --output results/finetune

            Exit codes: 0 done, 1 the job failed or was cancelled, 64 wrong options, 65 wrong input, 69 the service cannot \
            be reached or refuses, 130 interrupted with Ctrl-C.
            """
    )

    @Option(help: "The model to tune.")
    var model: String?

    @Option(help: "The training file: chat examples as JSON lines, as 'tapedeck prepare' writes them.")
    var trainingFile: String?

    @Option(help: "The validation file, of the same form.")
    var validationFile: String?

    @Option(name: .shortAndLong, help: "The folder of the run's state; it is created if missing.")
    var output: String

    @Flag(help: "Forget an earlier run in the folder and create another job.")
    var restart = false

    @Flag(help: "Cancel the job of the folder and end.")
    var cancel = false

    @OptionGroup(title: "Training") var training: TrainingOptions
    @OptionGroup(title: "Service") var client: ClientOptions

    func validate() throws {
        guard !cancel else { return }
        if model == nil { throw ValidationError("Give the model to tune with --model.") }
        if trainingFile == nil { throw ValidationError("Give the training file with --training-file.") }
    }

    func run() async throws {
        var outputs = OutputFiles()
        for name in ["finetune.json", "events.jsonl", "losses.csv"] { outputs.add("--output", "\(output)/\(name)") }
        try outputs.check(inputs: [trainingFile, validationFile, client.patience.caBundle])
        let client = try await client.client()
        if cancel {
            guard let job = try FineTuneRun.job(in: output) else {
                throw WorkflowError.badInput("No job was created from \(output), so there is none to cancel.")
            }
            Terminal.note("\(job): \(try await FineTuneRun.cancel(job, with: client))")
            return
        }
        var plan = FineTunePlan(model: model ?? "", suffix: training.suffix)
        training.apply(to: &plan)
        let run = try FineTuneRun(
            client: client,
            plan: plan,
            trainingFile: trainingFile ?? "",
            validationFile: validationFile,
            folder: output
        )
        let result = try await InterruptibleWork.fineTuning(in: output, command: "tapedeck finetune").run {
            try await run.run(restarts: restart) { FineTuneReporter.show($0) }
        }
        FineTuneReporter.finish(result)
        Terminal.print(try result.model())
    }
}
