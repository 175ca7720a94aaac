// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TapedeckWorkflow

@Suite struct PreparationTests {
    private static func data(_ count: Int) throws -> DataSet {
        try DataSet((0..<count).map { Sample(id: "\($0)", dialogue: "A: see you at \($0)", summary: "They meet.") })
    }

    private static let plan = PreparationPlan(model: "gpt-4o-mini-2024-07-18")

    @Test func `writes the files that it has checked, and reports their size`() throws {
        let folder = try TemporaryFolder()
        let preparation = try Preparation(plan: Self.plan, training: Self.data(12), validation: Self.data(3))
        let report = try preparation.write(to: "\(folder.path)/prepared")
        #expect(
            try folder.read("prepared/train.jsonl") == String(decoding: preparation.training.content, as: UTF8.self)
        )
        #expect(report.training.path == "\(folder.path)/prepared/train.jsonl")
        #expect(report.training.examples == 12 && report.validation?.examples == 3)
        #expect(report.training.bytes == preparation.training.content.count)
        #expect(report.cost == nil)
    }

    @Test func `a file is uploaded under its name, wherever it was written`() throws {
        let folder = try TemporaryFolder()
        let preparation = try Preparation(plan: Self.plan, training: Self.data(12))
        let report = try preparation.write(to: folder.path)
        let read = try CheckedTrainingFile(training: report.training.path, model: Self.plan.model)
        #expect(FileRecord(read) == FileRecord(preparation.training))
    }

    @Test func `refuses what the service would refuse, naming the data`() throws {
        let error = #expect(throws: WorkflowError.self) {
            try Preparation(plan: Self.plan, training: Self.data(3))
        }
        #expect(error?.code == .badInput)
        #expect(error?.message.hasPrefix("The training data is not what the service takes as a training file") == true)
        #expect(throws: WorkflowError.self) {
            try Preparation(plan: PreparationPlan(model: "no-such-model"), training: Self.data(12))
        }
    }
}
