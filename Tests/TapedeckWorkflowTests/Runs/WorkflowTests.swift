// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Synchronization
import TapedeckCore
import TapedeckRouge
import Testing

@testable import TapedeckWorkflow

@Suite struct WorkflowTests {
    /// A service whose tuned model knows the summaries.
    private static func answer(_ request: FakeService.Request) -> FakeService.Answer {
        switch (request.method, request.path.split(separator: "?")[0]) {
        case ("POST", "/v1/chat/completions"):
            let content = request.json?["messages"]?.elements?.last?["content"]?.string ?? ""
            let hour = content.split(separator: "at ").last?.prefix { $0.isNumber } ?? ""
            return .json(.chat(request.json?["model"] == "ft:x" ? "They meet at \(hour)." : "A and B talk"))
        case ("POST", "/v1/files"): return .json(["id": "file-1", "status": "processed"])
        case ("POST", "/v1/fine_tuning/jobs"): return .json(["id": "ftjob-1", "status": "validating_files"])
        case ("GET", "/v1/fine_tuning/jobs/ftjob-1"):
            return .json(["id": "ftjob-1", "status": "succeeded", "fine_tuned_model": "ft:x", "trained_tokens": 7])
        case ("GET", "/v1/fine_tuning/jobs/ftjob-1/events"): return .json(["data": []])
        default: return .error(404)
        }
    }

    private func lines(_ range: Range<Int>) -> String {
        range.map {
            #"{"id":"s\#($0)","dialogue":"A: see you at \#($0)\nB: yes","summary":"They meet at \#($0)."}"# + "\n"
        }
        .joined()
    }

    private func configuration(_ folder: borrowing TemporaryFolder) throws -> WorkflowConfiguration {
        var configuration = WorkflowConfiguration(
            data: .init(
                training: try folder.write("train.jsonl", lines(100..<120)),
                test: try folder.write("test.jsonl", lines(0..<10))
            ),
            models: [.init(name: "base", model: "gpt-4o-mini")]
        )
        configuration.fineTuning = .init(model: "gpt-4o-mini-2024-07-18", name: "tuned")
        configuration.evaluation.bootstrap = nil
        return configuration
    }

    @Test func `goes from data to a comparison, and a second run asks for nothing`() async throws {
        let folder = try TemporaryFolder()
        let fake = FakeService { request, _ in Self.answer(request) }
        let workflow = try Workflow(
            configuration(folder),
            client: fake.client(),
            folder: "\(folder.path)/out"
        )
        let outcome = try await workflow.run()
        #expect(outcome.tunedModel == "ft:x" && outcome.missing.isEmpty)
        #expect(outcome.comparison.models.map(\.name) == ["base", "tuned"])
        let scores = outcome.comparison.models.map { $0[.rouge1]?.mean ?? 0 }
        #expect(scores[1] == 1 && scores[0] < 0.5)
        #expect(fake.requests.count { $0.path == "/v1/chat/completions" } == 20)
        #expect(outcome.reports.count == 4)
        let asked = fake.requests.count
        let again = try await workflow.run()
        #expect(fake.requests.count == asked)
        #expect(again.comparison.report(.json) == outcome.comparison.report(.json))
    }

    @Test func `says what it would do, and does nothing of it`() throws {
        let folder = try TemporaryFolder()
        let fake = FakeService { request, _ in Self.answer(request) }
        var configuration = try configuration(folder)
        configuration.fineTuning?.price = 3
        let workflow = try Workflow(configuration, client: fake.client(), folder: "out")
        let lines = workflow.description.split(separator: "\n")
        #expect(lines.first == "prepare 20 examples to train on")
        #expect(lines.contains("evaluate tuned on 10 samples"))
        #expect(
            lines.contains {
                $0.hasPrefix("fine-tune gpt-4o-mini-2024-07-18 in 5 epochs, 100 steps, ") && $0.contains("cost 0.0")
            }
        )
        #expect(fake.requests.isEmpty)
    }

    @Test func `goes on with more models, but not with other prompts`() async throws {
        let folder = try TemporaryFolder()
        let fake = FakeService { request, _ in Self.answer(request) }
        var configuration = try configuration(folder)
        let out = "\(folder.path)/out"
        _ = try await Workflow(configuration, client: fake.client(), folder: out).run()
        let asked = fake.requests.count
        configuration.models.append(.init(name: "other", model: "other"))
        _ = try await Workflow(configuration, client: fake.client(), folder: out).run()
        #expect(fake.requests.count == asked + 10)
        configuration.prompts.system = try PromptTemplate("Be short.")
        let changed = try Workflow(configuration, client: fake.client(), folder: out)
        let error = await #expect(throws: WorkflowError.self) { try await changed.run() }
        #expect(error?.message.contains("another system prompt: null then, \"Be short.\" now") == true)
        #expect(fake.requests.count == asked + 10)
    }

    @Test func `an evaluation without any answer ends it before the job is paid for`() async throws {
        let folder = try TemporaryFolder()
        let fake = FakeService { request, _ in
            request.path == "/v1/chat/completions" ? .json(["choices": []]) : Self.answer(request)
        }
        let workflow = try Workflow(configuration(folder), client: fake.client(), folder: "\(folder.path)/out")
        let error = await #expect(throws: WorkflowError.self) { try await workflow.run() }
        #expect(error?.code == .checkFailed)
        #expect(!fake.requests.contains { $0.path == "/v1/fine_tuning/jobs" })
    }

    @Test func `asks as the lesson does: a system message for the baseline alone`() async throws {
        let folder = try TemporaryFolder()
        let fake = FakeService { request, _ in Self.answer(request) }
        var configuration = try configuration(folder)
        configuration.prompts = .lesson
        _ = try await Workflow(configuration, client: fake.client(), folder: "\(folder.path)/out").run()
        let chats = fake.requests.filter { $0.path == "/v1/chat/completions" }
        for chat in chats {
            let roles = chat.json?["messages"]?.elements?.compactMap { $0["role"]?.string }
            #expect(roles == (chat.json?["model"] == "ft:x" ? ["user"] : ["system", "user"]))
        }
        #expect(chats.first?.json?["messages"]?.elements?.first?["content"]?.string == Prompts.lessonSystem)
        let training = String(decoding: try DiskFile.read("\(folder.path)/out/prepared/train.jsonl"), as: UTF8.self)
        #expect(!training.contains("system") && training.contains("assistant"))
    }

    @Test func `the metrics of the configuration are those of the comparison`() async throws {
        let folder = try TemporaryFolder()
        let fake = FakeService { request, _ in Self.answer(request) }
        var configuration = try configuration(folder)
        configuration.evaluation.metrics = [.rougeLsum, try RougeMetric("rouge3")]
        let workflow = try Workflow(configuration, client: fake.client(), folder: "\(folder.path)/out")
        let comparison = try await workflow.run().comparison
        #expect(comparison.metrics.map(\.name) == ["rougeLsum", "rouge3"])
        #expect(comparison.models.allSatisfy { $0.scores.map(\.metric.name) == ["rougeLsum", "rouge3"] })
        for format in [ReportFormat.table, .markdown, .html] {
            let report = comparison.report(format)
            #expect(report.contains("ROUGE-Lsum") && report.contains("ROUGE-3"))
            #expect(format == .html || !report.contains("ROUGE-2"))
        }
        #expect(comparison.report(.csv).hasPrefix("model,") && comparison.report(.csv).contains("rouge3_low"))
    }

    struct Unusable: Sendable, CustomTestStringConvertible {
        let message: String
        let change: @Sendable (inout WorkflowConfiguration) -> Void
        var testDescription: String { message }
    }

    @Test(arguments: [
        Unusable(message: "names no model") { ($0.models, $0.fineTuning) = ([], nil) },
        Unusable(message: "Two models have the name 'Base', or nearly so") {
            $0.models.append(.init(name: "Base", model: "other"))
        },
        Unusable(message: "no training data") { $0.data.training = nil },
        Unusable(message: "n_epochs is 0; it must be 1 to 50") { $0.fineTuning?.epochs = 0 },
        Unusable(message: "temperature is 3.0") { $0.evaluation.temperature = 3 },
        Unusable(message: "completion tokens is 0") { $0.evaluation.maxTokens = 0 },
        Unusable(message: "names no metric") { $0.evaluation.metrics = [] },
        Unusable(message: "'elsewhere' has a service of its own, http://127.0.0.1:1/v1, but no client") {
            $0.models.append(.init(name: "elsewhere", model: "m", baseURL: "http://127.0.0.1:1/v1"))
        },
    ])
    func `refuses a configuration that cannot run, before anything is sent`(_ unusable: Unusable) throws {
        let folder = try TemporaryFolder()
        let fake = FakeService { request, _ in Self.answer(request) }
        var configuration = try configuration(folder)
        unusable.change(&configuration)
        let error = #expect(throws: WorkflowError.self) {
            try Workflow(configuration, client: fake.client(), folder: folder.path)
        }
        #expect(error?.code == .badInput)
        #expect(error?.message.contains(unusable.message) == true, "\(error?.message ?? "")")
        #expect(fake.requests.isEmpty)
    }

    @Test func `tells its progress to callers of the library`() async throws {
        let folder = try TemporaryFolder()
        let fake = FakeService { request, _ in Self.answer(request) }
        let events = Mutex<[WorkflowProgress]>([])
        _ = try await Workflow(configuration(folder), client: fake.client(), folder: "\(folder.path)/out").run {
            event in
            events.withLock { $0.append(event) }
        }
        let told = events.withLock { $0 }
        #expect(told.first == .prepared(examples: 20, trainedTokens: 3500))
        #expect(told.contains(.evaluating(model: "base", answered: 10, failed: 0, total: 10)))
        #expect(told.contains(.uploaded(file: "file-1")) && told.contains(.jobCreated(id: "ftjob-1")))
        #expect(told.contains(.jobStatus("succeeded")))
        #expect(told.last == .evaluated(model: "tuned", missing: 0))
    }
}
