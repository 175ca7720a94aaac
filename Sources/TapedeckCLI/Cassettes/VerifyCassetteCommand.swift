// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Tapedeck
import TapedeckCassettes
import TapedeckCore

struct VerifyCassetteCommand: AsyncParsableCommand, QuietCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Checks cassettes for damage and secrets, and optionally against a schema or the live service.",
        discussion: """
              tapedeck cassette verify suite.sqlite
              tapedeck cassette verify suite.sqlite --schema openapi.yaml
              OPENAI_API_KEY=… tapedeck cassette verify suite.sqlite --against https://api.openai.com/v1

            --against sends requests that change nothing to the service again (GET and HEAD; with --include-generation also chat, \
            completions, embeddings and moderations, which costs) and compares status, members and types.
            Ends with 1 when there is a problem.
            """
    )

    @OptionGroup(title: "Configuration") var configuration: ConfigurationOptions

    @Argument(help: "The cassettes.", transform: CassetteFolder.path)
    var files: [String]

    @Option(help: "Check responses against this OpenAPI 3 description (YAML or JSON).")
    var schema: String?

    @Option(help: "Send the requests to the service at this base URL, and compare its responses.")
    var against: String?

    @OptionGroup(title: "Contract check") var asking: ContractCheckOptions

    @Flag(help: "Print a JSON object for each problem.")
    var json = false

    @OptionGroup var verbosity: QuietOptions

    func validate() throws {
        if against == nil, let flag = asking.flagThatNeedsService {
            throw ValidationError("\(flag) says how to ask a service; give one with --against.")
        }
        try asking.validate(against: against)
    }

    func run() async throws {
        let description = try schema.map { try OpenAPIDocument(contentsOf: $0) }
        var problems = 0
        for file in files {
            let cassette = try Cassette.open(file)
            let output = ProblemOutput(file: file, json: json)
            try verify(cassette, output)
            if let description { try AnswersReport(check: AnswerCheck(description), output: output).run(cassette) }
            if let against {
                try await ContractCheckReport(options: asking, output: output).run(cassette, against: against)
            }
            try cassette.close()
            problems += output.count
        }
        if problems > 0 { throw ExitCode.checkFailed }
    }

    private func verify(_ cassette: Cassette, _ output: ProblemOutput) throws {
        let all = max(try cassette.count(), 1)
        var interactions = 0
        try cassette.verify(
            secrets: EnvironmentSecrets.ofProcess.values,
            progress: { count in
                interactions = count
                output.show(count, of: all)
            }
        ) { output.report($0) }
        output.clear()
        if output.count == 0 { output.summarize("\(counted(interactions, "interaction")), no problem") }
    }
}
