// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckRouge
import Testing

@testable import TapedeckWorkflow

@Suite struct EvaluatorTests {
    static let samples = (0..<12).map { index in
        Sample(id: "s\(index)", dialogue: "A: see you at \(index)\nB: yes", summary: "They meet at \(index).")
    }

    private static func answer(_ request: FakeService.Request) -> FakeService.Answer {
        let content = request.json?["messages"]?.elements?.last?["content"]?.string ?? ""
        return .json(.chat("They meet at \(content.split(separator: "at ").last?.prefix(2) ?? "")"))
    }

    private func evaluator(
        _ fake: FakeService,
        _ folder: borrowing TemporaryFolder,
        samples: [Sample] = EvaluatorTests.samples,
        workers: Int = 4,
        change: (inout EvaluationPlan) -> Void = { _ in }
    ) throws -> Evaluator {
        var plan = EvaluationPlan(model: "gpt-4o-mini")
        plan.workers = workers
        plan.bootstrap = try Bootstrap(resamples: 10)
        change(&plan)
        return try Evaluator(
            client: fake.client(),
            plan: plan,
            data: DataSet(samples),
            file: "data/test.jsonl",
            folder: folder.path
        )
    }

    @Test func `asks as the lesson does`() async throws {
        let folder = try TemporaryFolder()
        let fake = FakeService { request, _ in Self.answer(request) }
        let outcome = try await evaluator(fake, folder, workers: 1).run()
        #expect(outcome.missing.isEmpty && outcome.stop == nil && outcome.resumed == 0)
        #expect(fake.requests.map(\.path) == Array(repeating: "/v1/chat/completions", count: 12))
        #expect(
            String(decoding: fake.requests[0].body, as: UTF8.self) == #"""
                {"model":"gpt-4o-mini","messages":[{"role":"user","content":"Summarize the following conversation...\n\nDialog: A: see you at 0\nB: yes"}],"temperature":0.2,"max_tokens":128}
                """#
        )
    }

    @Test func `reasoning models get no temperature and a limit by its new name`() throws {
        for model in ["o4-mini", "gpt-5-mini", "ft:o4-mini-2025-04-16:acme::x", "gpt-6-sol"] {
            let request = try EvaluationPlan(model: model).request(for: Self.samples[0])
            #expect(request["temperature"] == nil && request["max_tokens"] == nil)
            #expect(request["max_completion_tokens"] == 128)
        }
    }

    @Test func `files do not depend on the number of workers`() async throws {
        let fake = FakeService { request, _ in Self.answer(request) }
        var files: Set<[String]> = []
        for workers in [1, 3, 32] {
            let folder = try TemporaryFolder()
            _ = try await evaluator(fake, folder, workers: workers).run()
            files.insert([try folder.read("predictions.jsonl"), try folder.read("eval_results.json")])
        }
        #expect(files.count == 1)
        #expect(
            files.first?[0].hasPrefix(#"{"id":"s0","dialogue":"A: see you at 0\nB: yes","reference":"They meet at 0."#)
                == true
        )
    }

    @Test func `samples of one request are asked in the order of the data`() async throws {
        let samples = (0..<20).map { Sample(id: "\($0)", dialogue: "the same", summary: "ref \($0)") }
        let folder = try TemporaryFolder()
        let fake = FakeService { _, number in .json(.chat("answer \(number)")) }
        let outcome = try await evaluator(fake, folder, samples: samples, workers: 8).run()
        #expect(outcome.predictions.map(\.prediction) == (0..<20).map { "answer \($0)" })
    }

    @Test func `a second run asks for nothing and writes the same`() async throws {
        let folder = try TemporaryFolder()
        let fake = FakeService { request, _ in Self.answer(request) }
        _ = try await evaluator(fake, folder).run()
        let before = try folder.read("eval_results.json")
        let outcome = try await evaluator(fake, folder, workers: 1).run()
        #expect(fake.requests.count == 12)
        #expect(outcome.resumed == 12)
        #expect(try folder.read("eval_results.json") == before)
    }

    @Test func `a run that was broken off goes on, whatever the last line looks like`() async throws {
        let folder = try TemporaryFolder()
        let fake = FakeService { request, _ in Self.answer(request) }
        _ = try await evaluator(fake, folder).run()
        let whole = try folder.read("eval_results.json")
        let journal = try folder.read("journal.jsonl")
        let lines = journal.split(separator: "\n", omittingEmptySubsequences: false)
        for end in ["", "{\"id\":\"s", "\u{0}\u{0}\u{0}\n"] {
            _ = try folder.write("journal.jsonl", lines.prefix(6).joined(separator: "\n") + "\n" + end)
            let asked = fake.requests.count
            let outcome = try await evaluator(fake, folder).run()
            #expect(outcome.resumed == 5)
            #expect(fake.requests.count - asked == 7)
            #expect(try folder.read("eval_results.json") == whole)
        }
    }

    @Test func `refuses to go on with other settings or data`() async throws {
        let folder = try TemporaryFolder()
        let fake = FakeService { request, _ in Self.answer(request) }
        _ = try await evaluator(fake, folder).run()
        let other = try evaluator(fake, folder) { $0.temperature = 1 }
        let error = await #expect(throws: WorkflowError.self) { try await other.run() }
        #expect(error?.message.contains("another temperature: 0.2 then, 1.0 now") == true)
        let less = try evaluator(fake, folder, samples: Array(Self.samples.dropLast()))
        await #expect(throws: WorkflowError.self) { try await less.run() }
        #expect(fake.requests.count == 12)
        let outcome = try await other.run(restarts: true)
        #expect(outcome.resumed == 0 && fake.requests.count == 24)
    }

    struct Refused: Sendable, CustomTestStringConvertible {
        let answer: JSONValue
        let reason: String
        var testDescription: String { reason }
    }

    static let refusal: JSONValue = [
        "choices": [["message": ["content": nil, "refusal": "No."], "finish_reason": "stop"]]
    ]

    @Test(arguments: [
        Refused(answer: refusal, reason: "refused: \"No.\""),
        Refused(answer: .chat("half", finishReason: "content_filter"), reason: "content filter"),
        Refused(answer: .chat(" \n"), reason: "the answer is empty (finish reason \"stop\")"),
        Refused(answer: .chat("", finishReason: "length"), reason: "used up before it began"),
        Refused(answer: ["choices": []], reason: "no chat completion"),
    ])
    func `a sample without an answer is named and never scored`(_ refused: Refused) async throws {
        let folder = try TemporaryFolder()
        let fake = FakeService { request, _ in
            String(decoding: request.body, as: UTF8.self).contains("at 3\\n")
                ? .json(refused.answer) : Self.answer(request)
        }
        let outcome = try await evaluator(fake, folder).run()
        #expect(outcome.missing.map(\.id) == ["s3"])
        #expect(outcome.missing[0].reason.contains(refused.reason), "\(outcome.missing[0].reason)")
        #expect(outcome.results?.sampleCount == 11)
        #expect(outcome.results?.missing == outcome.missing)
        let again = try await evaluator(fake, folder).run()
        #expect(again.resumed == 11 && fake.requests.count == 13)
    }

    @Test func `an answer cut at the limit is scored and counted`() async throws {
        let folder = try TemporaryFolder()
        let fake = FakeService { _, _ in .json(.chat("They meet", finishReason: "length")) }
        let outcome = try await evaluator(fake, folder).run()
        #expect(outcome.truncated == 12 && outcome.missing.isEmpty)
        #expect(outcome.predictions[0].extras.first?.value == "length")
    }

    @Test func `a refused key stops the run, and all samples count as missing`() async throws {
        let folder = try TemporaryFolder()
        let fake = FakeService { _, _ in .error(401, code: "invalid_api_key") }
        let outcome = try await evaluator(fake, folder, workers: 2).run()
        #expect(outcome.stop?.code == .unavailable)
        #expect(outcome.missing.count == 12 && outcome.results == nil)
        #expect(fake.requests.count == 2)
        #expect(outcome.missing.last?.reason.hasPrefix("not asked: 401 invalid_api_key") == true)
    }

    @Test func `answers of a simulator mark the results`() async throws {
        let folder = try TemporaryFolder()
        let fake = FakeService { _, _ in
            guard case .object(let members) = JSONValue.chat("They meet") else { return .error(500) }
            return .json(.object(members + [JSONMember(name: "system_fingerprint", value: "fp_sim1")]))
        }
        #expect(try await evaluator(fake, folder).run().results?.isSimulated == true)
    }

    @Test func `a folder is for one run at a time`() async throws {
        let folder = try TemporaryFolder()
        let journal = try Journal(path: "\(folder.path)/journal.jsonl", identity: [], restarts: false)
        let fake = FakeService { request, _ in Self.answer(request) }
        let evaluator = try evaluator(fake, folder)
        let error = await #expect(throws: WorkflowError.self) { try await evaluator.run() }
        #expect(error?.message.contains("is in use") == true)
        withExtendedLifetime(journal) {}
    }
}
