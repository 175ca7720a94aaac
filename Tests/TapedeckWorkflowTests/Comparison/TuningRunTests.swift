// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckRouge
import Testing

@testable import TapedeckWorkflow

@Suite struct TuningRunTests {
    private let folder = Folder()
    private static let model = "ft:gpt-4o-mini:acme:x:1"

    /// The files of a run in a folder.
    private func writeRun(_ name: String, model: String = model, losses: String? = nil) throws {
        let file = FileRecord(name: "train.jsonl", content: [])
        var state = FineTuneState(tag: "t", training: file, validation: nil)
        state.job = .ended(
            FineTuningJob(
                id: "ftjob-\(name)",
                status: "succeeded",
                model: model,
                trainedTokens: 5070,
                reason: nil,
                isSimulated: true
            )
        )
        try folder.write(state.fileText, to: "\(name)/finetune.json")
        if let losses { try folder.write(losses, to: "\(name)/losses.csv") }
    }

    private func find(_ results: String) -> TuningRun? { TuningRun.find(Self.model, near: "\(folder.path)/\(results)") }

    @Test(arguments: ["runs/tuned", "runs", "runs/job", "fine-tuning"])
    func `a run is found beside, above, and where a workflow has it`(place: String) throws {
        try folder.write("{}", to: "runs/tuned/eval_results.json")
        #expect(find("runs/tuned/eval_results.json") == nil)
        try writeRun("runs/other", model: "ft:another")
        try writeRun(place)
        #expect(find("runs/tuned/eval_results.json")?.job.id == "ftjob-\(place)")
    }

    @Test func `files that cannot be used are passed over`() throws {
        try folder.write("no state", to: "a/finetune.json")
        try folder.write("{}", to: "b/finetune.json/is-a-folder")
        try writeRun("c", losses: "step,train_loss\nx,y\n")
        let run = try #require(find("tuned/eval_results.json"))
        #expect(run.losses.isEmpty && run.files.map { $0.split(separator: "/").last } == ["finetune.json"])
    }

    @Test func `long jobs are drawn by means of neighbouring steps`() throws {
        let lines = (1...1000).map { "\($0),\($0 % 2),\($0 == 900 ? "0.5" : "")\n" }
        try writeRun("job", losses: "step,train_loss,valid_loss\n" + lines.joined())
        let run = try #require(find("tuned/eval_results.json"))
        #expect(run.losses.count == 1000)
        let points = run.points(100)
        #expect(points.count == 100 && points.allSatisfy { abs($0.training - 0.5) < 1e-12 })
        #expect(points.map(\.step) == Array(stride(from: 10, through: 1000, by: 10)))
        #expect(points.compactMap(\.validation) == [0.5])
        #expect(run.points(2000).count == 1000)
    }

    @Test func `the page draws losses, and has them as a table`() async throws {
        try writeRun("job", losses: "step,train_loss,valid_loss\n2,1.25,1.5\n1,2.5,\n9223372036854775807,1,\n")
        try folder.writePredictions(0..<5, quality: 8, to: "tuned/predictions.jsonl")
        let results = EvaluationResults(modelName: Self.model, scores: [.init(metric: .rougeLsum, mean: 0.5)])
        let path = try folder.write(results.fileText, to: "tuned/eval_results.json")
        let comparison = try await ModelComparer(bootstrap: Bootstrap(resamples: 10))
            .compare(EvaluatedModel.read([ComparisonInput(path: path)]))
        let page = comparison.report(.html)
        #expect(
            page.contains(
                "aria-label=\"Losses of \(Self.model): training from 2.500 to 1.250, validation from 1.500 to 1.500\""
            )
        )
        #expect(page.contains("<path class=\"training\" d=\"M0.0 0.0L1000.0 500.0\"/>"))
        #expect(page.contains("<tr><th scope=\"row\">1</th><td>2.5000</td><td></td></tr>"))
        #expect(page.contains("<figcaption><bdi class=\"name\">\(Self.model)</bdi> <span class=\"tag simulated\">"))
        let row = try JSONValue(parsing: Array(comparison.report(.json).utf8))["models"]?.elements?.first
        #expect(
            row?["fine_tuning"] == [
                "job": "ftjob-job", "simulated": true, "trained_tokens": 5070, "steps": 2, "train_loss": .decimal(1.25),
                "valid_loss": .decimal(1.5),
            ]
        )
    }

    @Test(arguments: [
        ([0.0, 0.0], "0.5"), ([2.6, 1.3], "1.5"), ([1e300, 1], "e+299"), ([-1, 0.4], "-0.3"), ([-2, -1], "-1.5"),
    ])
    func `an axis begins at zero or below and ends at a round number`(losses: [Double], middle: String) {
        let points = losses.enumerated().map { LossPoint(step: $0.offset, training: $0.element, validation: nil) }
        let svg = LossChart(points: points).svg(label: "")
        #expect(svg.contains(middle), "\(svg)")
        #expect(!svg.contains("nan") && !svg.contains("inf"))
    }
}
