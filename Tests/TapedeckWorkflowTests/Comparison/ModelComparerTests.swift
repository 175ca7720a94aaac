// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckRouge
import Testing

@testable import TapedeckWorkflow

struct ModelComparerTests {
    private let folder = Folder()
    private let comparer: ModelComparer

    init() throws { comparer = ModelComparer(bootstrap: try Bootstrap(resamples: 200, seed: 42)) }

    private func compare(_ paths: String..., published: [EvaluationResults] = []) async throws -> Comparison {
        try await comparer.compare(EvaluatedModel.read(paths.map { ComparisonInput(path: $0) }), published: published)
    }

    private func error(_ paths: String...) async -> String {
        do {
            _ = try await comparer.compare(EvaluatedModel.read(paths.map { ComparisonInput(path: $0) }))
            return "none"
        } catch {
            return (error as? WorkflowError)?.code == .badInput ? "\(error)" : "of another kind: \(error)"
        }
    }

    @Test func `scores predictions and tests the difference of each pair`() async throws {
        let base = try folder.writePredictions(0..<40, quality: 4, to: "base.jsonl")
        let tuned = try folder.writePredictions(0..<40, quality: 9, to: "tuned_predictions.jsonl")
        let other = try folder.writePredictions(0..<40, quality: 4, to: "other.jsonl")
        let comparison = try await compare(base, tuned, other)
        #expect(comparison.models.map(\.name) == ["base", "tuned", "other"])
        #expect(comparison.differences.map { [$0.model, $0.against] } == [[1, 0], [2, 0], [2, 1]])
        let first = try #require(comparison.models[0][.rouge1]?.mean)
        let second = try #require(comparison.models[1][.rouge1]?.mean)
        let difference = try #require(comparison.difference(comparison.differences[0], in: .rouge1))
        #expect(abs(difference.mean - (second - first)) < 1e-12)
        #expect(difference.low > 0)
        #expect(difference.pValue == 2.0 / 201)
        #expect(comparison.difference(comparison.differences[1], in: .rouge1)?.pValue == 1)
        #expect(comparison.notes == [])
    }

    @Test func `gives the scores that an evaluation gives`() async throws {
        let path = try folder.writePredictions(0..<30, quality: 5, to: "m.jsonl")
        let scorer = PredictionScorer(bootstrap: comparer.bootstrap)
        let scores = try await scorer.score(Prediction.all(inFile: path)).meanScores()
        #expect(try await compare(path).models[0].scores == scores)
    }

    @Test func `finds the models below a folder, each with results and predictions`() async throws {
        try folder.writePredictions(0..<9, quality: 5, to: "runs/b/predictions.jsonl")
        try folder.write(#"{"model_name":"gpt-4o-mini","rouge1":0.1,"simulated":true}"#, to: "runs/b/eval_results.json")
        try folder.write(#"{"model_name":"ft:gpt-4o-mini:o:s:x","rouge1":0.5}"#, to: "runs/a/deep/eval_results.json")
        let comparison = try await compare(folder.path + "/runs")
        #expect(comparison.models.map(\.name) == ["ft:gpt-4o-mini:o:s:x", "gpt-4o-mini"])
        #expect(comparison.models.map(\.kind) == [.fineTuned, .base])
        #expect(comparison.models.map(\.origin) == [.measured, .simulated])
        #expect(comparison.models[1].sampleCount == 9)
        #expect(comparison.models[1][.rouge1]?.mean != 0.1)
        #expect(comparison.notes.contains { $0.hasPrefix("gpt-4o-mini: rouge1 is 10.00 in the results and ") })
    }

    @Test func `two files of one folder are one model`() async throws {
        let predictions = try folder.writePredictions(0..<9, quality: 5, to: "a/predictions.jsonl")
        let results = try folder.write(#"{"model_name":"m","rouge1":0.1}"#, to: "a/eval_results.json")
        #expect(try await compare(predictions, results, folder.path + "/a/").models.map(\.name) == ["m"])
    }

    @Test func `compares on the samples that both have, and says so`() async throws {
        let one = try folder.writePredictions(0..<30, quality: 4, to: "one.jsonl")
        let other = try folder.writePredictions(10..<50, quality: 9, to: "other.jsonl")
        let comparison = try await compare(one, other)
        #expect(comparison.samples.count == 50)
        #expect(comparison.differences.map(\.sampleCount) == [20])
        #expect(comparison.notes.count == 1)
        #expect(comparison.notes.first?.hasPrefix("other (40 samples) and one (30) share 20:") == true)
        let alone = try await compare(
            folder.writePredictions(10..<30, quality: 4, to: "cut/one.jsonl"),
            folder.writePredictions(10..<30, quality: 9, to: "cut/other.jsonl")
        )
        #expect(alone.differences[0].differences == comparison.differences[0].differences)
    }

    @Test func `names are different`() async throws {
        let first = try folder.writePredictions(0..<5, quality: 5, to: "a/m.jsonl")
        let second = try folder.writePredictions(0..<5, quality: 6, to: "b/m.jsonl")
        #expect(try await compare(first, second).models.map(\.name) == ["m (\(first))", "m (\(second))"])
        let labelled = try await comparer.compare(
            EvaluatedModel.read([
                ComparisonInput(path: first, label: "Llama 3.2 1B"), ComparisonInput(path: second),
            ])
        )
        #expect(labelled.models.map(\.name) == ["Llama 3.2 1B", "m"])
    }

    @Test func `a sample without prediction is named, and takes no part`() async throws {
        try folder.writePredictions(0..<5, quality: 5, to: "a.jsonl")
        let lines =
            Prediction(id: "7", reference: "r", prediction: nil, error: "refused").line
            + Prediction(id: "1", prediction: "Amanda baked", extras: [.init(name: "simulated", value: true)]).line
        let path = try folder.write(lines, to: "b.jsonl")
        let comparison = try await compare(folder.path + "/a.jsonl", path)
        #expect(comparison.models[1].origin == .simulated)
        #expect(comparison.models[1].sampleCount == 1)
        #expect(comparison.differences[0].sampleCount == 1)
        #expect(comparison.notes.contains("b has no prediction for 1 sample: 7."))
        #expect(comparison.simulationNote?.hasPrefix("Simulated: the answers of b come") == true)
    }

    @Test func `published rows come last and take no part in differences`() async throws {
        let path = try folder.writePredictions(0..<5, quality: 5, to: "a.jsonl")
        let comparison = try await compare(path, published: PublishedScores("samsum-lesson").rows)
        #expect(comparison.models.map(\.origin) == [.measured, .published, .published, .published])
        #expect(comparison.differences.isEmpty)
        #expect(Percent.text(comparison.models[3][.rougeL]?.mean ?? 0) == "47.77")
    }

    @Test func `says where a row is unlike the others`() async throws {
        let results = EvaluationResults(
            modelName: "other",
            scores: [.init(metric: .rouge1, mean: 0.5, interval: 0.4...0.6)],
            bootstrap: try Bootstrap(confidence: 0.9, resamples: 50, seed: 3),
            settings: EvaluationSettings(stemmer: false),
            data: DataSource(file: "test.jsonl", sha256: "02", count: 3)
        )
        let bare = try folder.write(results.fileText, to: "bare.json")
        try folder.writePredictions(0..<5, quality: 5, to: "m/predictions.jsonl")
        let own = try folder.write(
            #"{"model_name":"m","rougeLsum":0,"data":{"sha256":"01"},"missing":[{"id":"9","reason":"refused"}]}"#,
            to: "m/eval_results.json"
        )
        let comparison = try await compare(own, bare, published: PublishedScores("samsum-lesson").rows)
        #expect(
            comparison.notes.dropFirst() == [
                "m has no prediction for 1 sample: 9.",
                "other is here without its predictions, so it takes no part in the differences.",
                "other was scored without a stemmer, unlike the others.",
                "other has 90 % intervals by 50 resamples, seed 3, as its results hold them.",
                "other was evaluated on other data than m.",
                "Published figures (Fine-Tuning GPT Models: OpenAI's Managed Fine-Tuning API Walkthrough) are taken over as "
                    + "they stand and take no part in the differences.",
            ]
        )
    }

    @Test func `refuses what cannot be compared`() async throws {
        let first = try folder.writePredictions(0..<5, quality: 5, to: "a.jsonl")
        let second = try folder.writePredictions(50..<55, quality: 5, to: "b.jsonl")
        #expect(await error(first, second).contains("\"a\" and \"b\" have no samples in common"))
        let bare = try folder.write(Prediction(id: "x", prediction: "p").line, to: "bare.jsonl")
        #expect(
            await error(first, bare) == "\(bare): sample \"x\" has no reference, and no other file has one for it. "
                + "Add \"reference\", or compare together with a file that holds it."
        )
        let none = try folder.write(Prediction(id: "0", prediction: nil).line, to: "none.jsonl")
        #expect(await error(first, none).hasPrefix("\(none): no line has a prediction"))
        #expect(await error(folder.path + "/nothing").contains("no such file or folder"))
        try folder.write("", to: "empty/readme.txt")
        #expect(await error(folder.path + "/empty").contains("holds neither eval_results.json nor predictions.jsonl"))
        let broken = try folder.write("{\"prediction\":\"a\",\"reference\":\"b\"}\n{oops\n", to: "broken.jsonl")
        #expect(await error(broken).hasPrefix("\(broken), line 2: not JSON at byte 2"))
        #expect(await error().hasPrefix("There is nothing to compare"))
    }
}
