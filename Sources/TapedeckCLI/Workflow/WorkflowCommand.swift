// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TapedeckCore
import TapedeckWorkflow

/// Runs a whole workflow.
struct WorkflowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "workflow",
        abstract: "Runs a whole workflow: training files, baselines, a fine-tuning job, the tuned model, a comparison.",
        discussion: """
            Reads a YAML file, checks it and all data before anything is sent, and prints the comparison. Everything is \
            kept in the folder of --output; an interrupted run continues there, and pays for nothing twice.

            Examples:
              tapedeck workflow fixtures/workflows/summarization.yaml --output results
              tapedeck workflow summarization.yaml --dry-run
              tapedeck run --cassette lesson.sqlite -- tapedeck workflow summarization.yaml --output results
              tapedeck workflow summarization.yaml --base-url "Llama 3.2 1B=http://127.0.0.1:11434/v1"

            Exit codes: 0 done, 1 samples are missing or the job failed, 64 wrong options, 65 wrong configuration or data, \
            69 the service cannot be reached or refuses, 130 interrupted with Ctrl-C.
            """
    )

    @Argument(help: "The configuration.")
    var file: String

    @Option(
        name: .shortAndLong,
        help: "The folder for results. (default: 'output' of the configuration, else 'results')"
    )
    var output: String?

    @Option(
        help: ArgumentHelp(
            "The base URL of the service, or of one model's own (repeatable). (default: OPENAI_BASE_URL)",
            valueName: "url|name=url"
        )
    )
    var baseUrl: [String] = []

    @Option(help: ArgumentHelp("The environment variable that holds the key.", valueName: "name"))
    var apiKeyEnv = "OPENAI_API_KEY"

    @Option(
        help: "Maximum number of concurrent requests; results do not depend on it. (default: that of the configuration)"
    )
    var maxWorkers: Int?

    @Option(help: ArgumentHelp("The longest wait between two polls of the job.", valueName: "seconds"))
    var pollInterval: Double?

    @Flag(help: "Drop the results of earlier runs in the folder, and pay for all requests again.")
    var restart = false

    @Flag(help: "Check configuration and data, print the steps, and send nothing.")
    var dryRun = false

    @Flag(help: "Print the comparison as JSON instead of a table.")
    var json = false

    @OptionGroup(title: "Service") var patience: PatienceOptions

    func validate() throws {
        if let maxWorkers, !(1...1000).contains(maxWorkers) {
            throw ValidationError("--max-workers takes a number from 1 to 1000.")
        }
        if let pollInterval, !(0...3600).contains(pollInterval) {
            throw ValidationError("--poll-interval takes seconds, 0 to 3600.")
        }
    }

    func run() async throws {
        var configuration = try WorkflowConfiguration(file: file)
        if let maxWorkers { configuration.evaluation.workers = maxWorkers }
        if let pollInterval { configuration.fineTuning?.pollInterval = .seconds(pollInterval) }
        let folder = output ?? configuration.output ?? "results"
        let clients = try await WorkflowClients(
            configuration,
            baseURLs: baseUrl,
            keyVariable: apiKeyEnv,
            patience: patience,
            isRehearsal: dryRun
        )
        let workflow = try Workflow(
            configuration,
            client: clients.main,
            clients: clients.own,
            folder: folder
        )
        guard !dryRun else {
            Terminal.write(result: workflow.description)
            return
        }
        var outputs = OutputFiles()
        for path in workflow.outputs { outputs.add("--output", path) }
        let data = configuration.data
        try outputs.check(inputs: [file, data.training, data.validation, data.test] + configuration.published)
        let reporter = WorkflowReporter()
        let session = InterruptibleWork.fineTuning(
            in: Workflow.fineTuningFolder(in: folder),
            command: "tapedeck workflow \(file)"
        )
        let outcome = try await session.run {
            try await workflow.run(restarts: restart, notify: { reporter.show($0) })
        }
        Terminal.write(result: outcome.comparison.report(json ? .json : .table))
        for path in outcome.reports { Terminal.note("wrote \(path)") }
        for (model, samples) in outcome.missing {
            let ids = samples.map(\.id).joined(separator: ", ")
            Terminal.note("\(model): \(counted(samples.count, "sample is", "samples are")) missing: \(ids)")
        }
        if !outcome.missing.isEmpty { throw ExitCode.checkFailed }
    }
}
