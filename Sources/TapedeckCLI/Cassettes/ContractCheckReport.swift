// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import TapedeckCassettes
import TapedeckCore
import TapedeckUpstream

/// Runs a contract check and prints the differences.
struct ContractCheckReport {
    /// The most differences of one answer that are told.
    private static let limit = 10

    let options: ContractCheckOptions
    let output: ProblemOutput

    func run(_ cassette: Cassette, against url: String) async throws {
        var check = ContractCheck()
        check.includesGeneration = options.includeGeneration
        check.limit = options.maxRequests ?? ContractCheckOptions.requestLimit
        let (questions, left) = try check.questions(of: cassette)
        guard !options.dryRun else {
            for question in questions { Terminal.print("#\(question.id)  \(question.requestLine)  \(question.status)") }
            return output.summarize(
                "\(counted(questions.count, "request")) would be sent, \(counted(left, "recording is", "recordings are")) not asked for"
            )
        }
        let upstream = CurlUpstream(configuration: UpstreamConfiguration(baseURL: try BaseURL(url)))
        do {
            try await ask(questions, left, cassette, check, upstream)
        } catch {
            await upstream.shutdown()
            throw error
        }
        await upstream.shutdown()
    }

    private func ask(
        _ questions: [ContractCheck.Question],
        _ left: Int,
        _ cassette: Cassette,
        _ check: ContractCheck,
        _ upstream: CurlUpstream
    ) async throws {
        let key = ProcessInfo.processInfo.environment["OPENAI_API_KEY"].flatMap { $0.isEmpty ? nil : $0 }
        var (same, drifted, failed) = (0, 0, 0)
        for (index, question) in questions.enumerated() {
            output.show(index, of: questions.count)
            switch try await check.ask(question, of: cassette, upstream: upstream, key: key) {
            case .same: same += 1
            case .refused:
                output.clear()
                Terminal.printError(
                    "The service answers 401 to \(question.requestLine); set OPENAI_API_KEY to a key that it takes."
                )
                throw ExitCode.unavailable
            case .failed(let reason):
                failed += 1
                output.summarize("#\(question.id) \(question.requestLine) was not compared: \(reason)")
            case .drifted(let status, let differences):
                drifted += 1
                report(question, status, differences)
            }
        }
        output.summarize(
            "\(counted(same, "answer is", "answers are")) as recorded, \(counted(drifted, "has", "have")) drifted, "
                + "\(failed) could not be compared; \(counted(left, "recording was", "recordings were")) not asked for"
        )
    }

    private func report(_ question: ContractCheck.Question, _ status: Int, _ differences: [JSONShape.Difference]) {
        func problem(_ message: String) {
            output.report(
                CassetteProblem(
                    kind: .drift,
                    interaction: question.id,
                    message: "\(question.requestLine): \(message)"
                )
            )
        }
        if status != question.status { problem("status \(question.status) was recorded, \(status) is answered") }
        for difference in differences.prefix(Self.limit) {
            problem(
                "\(difference.path): recorded \(difference.recorded ?? "nothing"), now \(difference.now ?? "nothing")"
            )
        }
        if differences.count > Self.limit { problem("and \(counted(differences.count - Self.limit, "more place"))") }
    }
}
