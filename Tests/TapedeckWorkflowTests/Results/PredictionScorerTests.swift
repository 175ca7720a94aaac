// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckRouge
import Testing

@testable import TapedeckWorkflow

struct PredictionScorerTests {
    private let predictions = (0..<500).map { index in
        Prediction(
            id: "\(index)",
            reference: "Amanda baked cookies number \(index) and brings Jerry some \(index % 7)",
            prediction: index % 50 == 3 ? nil : "Amanda bakes \(index % 11) cookies\nfor Jerry \(index % 7) tomorrow",
            error: index == 53 ? "refused" : nil
        )
    }

    @Test func `scores do not depend on the number of workers`() async throws {
        let scorer = PredictionScorer(bootstrap: try Bootstrap(resamples: 50, seed: 42))
        let one = try await scorer.score(predictions, workers: 1).results(modelName: "m")
        for workers in [2, 32] {
            let many = try await scorer.score(predictions, workers: workers).results(modelName: "m")
            #expect(many.fileText == one.fileText)
        }
    }

    @Test func `a sample without prediction is missing, not zero`() async throws {
        let scored = try await PredictionScorer().score(predictions)
        #expect(scored.sampleScores.count == 490)
        #expect(scored.missing.count == 10)
        #expect(scored.missing[0] == MissingSample(id: "3", reason: "no prediction"))
        #expect(scored.missing[1] == MissingSample(id: "53", reason: "refused"))
        let present = predictions.filter { $0.prediction != nil }
        #expect(try await PredictionScorer().score(present).meanScores() == scored.meanScores())
    }

    @Test func `stems by default, and takes newlines for the ends of sentences`() async throws {
        let pair = [Prediction(reference: "cats run\ndogs bark", prediction: "dog barks\ncat runs")]
        let scores = try await PredictionScorer().score(pair).meanScores()
        let means: [Double] = scores.map(\.mean)
        #expect(means == [1, 0.6666666666666666, 0.5, 1])
        let plain = try await PredictionScorer(stemmer: .none).score(pair).meanScores()
        #expect(plain.allSatisfy { $0.mean == 0 })
    }

    @Test func `needs references and a prediction`() async throws {
        for lines in [
            [Prediction(id: "7", prediction: "a")], [Prediction(id: "7", reference: "a", prediction: nil)], [],
        ] {
            let error = await #expect(throws: WorkflowError.self) { try await PredictionScorer().score(lines) }
            #expect(error?.code == .badInput)
        }
    }
}
