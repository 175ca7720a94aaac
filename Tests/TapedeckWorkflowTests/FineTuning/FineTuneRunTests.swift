// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import Testing

@testable import TapedeckWorkflow

@Suite struct FineTuneRunTests {
    static let training = (0..<10).map { index in
        #"{"messages":[{"role":"user","content":"\#(index)?"},{"role":"assistant","content":"\#(index)."}]}"# + "\n"
    }.joined()

    /// A service with a job that is created once and then succeeds; `lost` answers are made and not sent.
    private final class World: Sendable {
        let fake: FakeService

        init(lost: Set<Int> = [], status: String = "succeeded") {
            fake = FakeService { request, number in
                let answer = Self.answer(request, status)
                return lost.contains(number) ? .cut : answer
            }
        }

        private static func answer(_ request: FakeService.Request, _ status: String) -> FakeService.Answer {
            switch (request.method, request.path.split(separator: "?")[0]) {
            case ("POST", "/v1/files"): .json(["id": "file-1", "status": "processed"])
            case ("GET", "/v1/files"): .json(["data": []])
            case ("POST", "/v1/fine_tuning/jobs"): .json(["id": "ftjob-1", "status": "validating_files"])
            case ("GET", "/v1/fine_tuning/jobs"):
                .json([
                    "data": [
                        ["id": "ftjob-0", "training_file": "file-0"], ["id": "ftjob-1", "training_file": "file-1"],
                    ]
                ])
            case ("GET", "/v1/fine_tuning/jobs/ftjob-1"):
                .json([
                    "id": "ftjob-1", "status": .string(status), "fine_tuned_model": "ft:x",
                    "error": ["code": "invalid_training_file", "message": "bad", "param": "training_file"],
                ])
            case ("GET", "/v1/fine_tuning/jobs/ftjob-1/events"): .json(["data": [], "has_more": false])
            default: .error(404)
            }
        }

        func count(_ method: String, _ path: String) -> Int {
            fake.requests.count { $0.method == method && $0.path == path }
        }
    }

    private func run(
        _ world: World,
        _ folder: borrowing TemporaryFolder,
        suffix: String = "s"
    ) throws -> FineTuneRun {
        let path = try folder.write("train.jsonl", Self.training)
        let plan = FineTunePlan(model: "gpt-4o-mini-2024-07-18", suffix: suffix)
        return try FineTuneRun(
            client: world.fake.client(),
            plan: plan,
            trainingFile: path,
            folder: "\(folder.path)/job"
        )
    }

    @Test func `creates a job with its data's digest, and ends with the tuned model`() async throws {
        let folder = try TemporaryFolder()
        let world = World()
        #expect(try await run(world, folder).run().model() == "ft:x")
        let asked = try #require(world.fake.requests.first { $0.path == "/v1/fine_tuning/jobs" }?.json)
        #expect(asked["training_file"] == "file-1" && asked["suffix"] == "s" && asked["method"] == nil)
        #expect(asked["metadata"]?["tapedeck_workflow"]?.string?.count == 32)
    }

    @Test func `a second run asks for nothing`() async throws {
        let folder = try TemporaryFolder()
        let world = World()
        _ = try await run(world, folder).run()
        let count = world.fake.requests.count
        #expect(try await run(world, folder).run().model() == "ft:x")
        #expect(world.fake.requests.count == count)
    }

    @Test func `a lost answer does not lead to a second job`() async throws {
        let folder = try TemporaryFolder()
        let world = World(lost: [1])
        #expect(try await run(world, folder).run().job.id == "ftjob-1")
        #expect(world.count("POST", "/v1/fine_tuning/jobs") == 1)
        #expect(world.fake.requests.contains { $0.path.contains("metadata%5Btapedeck_workflow%5D=") })
    }

    @Test func `outages while a job runs are waited out`() async throws {
        let folder = try TemporaryFolder()
        let world = World(lost: Set(2..<20))
        #expect(try await run(world, folder).run().model() == "ft:x")
    }

    @Test func `a job that failed tells why, and is not created again by itself`() async throws {
        let folder = try TemporaryFolder()
        let world = World(status: "failed")
        for _ in 0..<2 {
            let outcome = try await run(world, folder).run()
            let error = #expect(throws: WorkflowError.self) { try outcome.model() }
            #expect(error?.message.hasPrefix("The job ftjob-1 failed: invalid_training_file: bad") == true)
        }
        #expect(world.count("POST", "/v1/fine_tuning/jobs") == 1)
    }

    @Test func `refuses a folder with another job`() async throws {
        let folder = try TemporaryFolder()
        let world = World()
        _ = try await run(world, folder).run()
        let other = try run(world, folder, suffix: "other")
        let error = await #expect(throws: WorkflowError.self) { try await other.run() }
        #expect(error?.message.contains("holds the job ftjob-1 of other data or settings") == true)
    }

    @Test func `refuses a file that the service would refuse, before anything is sent`() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("train.jsonl", "{\"messages\":[]}\n{oops\n")
        let world = World()
        let plan = FineTunePlan(model: "gpt-4o-mini-2024-07-18")
        let error = #expect(throws: WorkflowError.self) {
            try FineTuneRun(client: world.fake.client(), plan: plan, trainingFile: path, folder: folder.path)
        }
        #expect(error?.message.contains("line 1: ") == true && error?.message.contains("line 2: ") == true)
        #expect(world.fake.requests.isEmpty)
    }
}
