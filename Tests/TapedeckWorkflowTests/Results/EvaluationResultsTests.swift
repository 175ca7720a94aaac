// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckRouge
import Testing

@testable import TapedeckWorkflow

struct EvaluationResultsTests {
    @Test func `reads back every bit of what was written`() throws {
        var results = EvaluationResults(
            modelName: "ft:gpt-4o-mini-2024-07-18:org:samsum-ft:abc",
            sampleCount: 2,
            scores: [
                .init(metric: .rouge1, mean: 1.0 / 3, interval: (0.1 + 0.2)...0.7000000000000001),
                .init(metric: .rouge2, mean: .leastNonzeroMagnitude),
                .init(metric: .rougeL, mean: 1),
                .init(metric: .rougeLsum, mean: 0),
            ],
            bootstrap: try Bootstrap(confidence: 0.9, resamples: 10, seed: 4_294_967_295),
            missing: [MissingSample(id: "7", reason: "content filter")],
            settings: EvaluationSettings(temperature: 0.2, maxTokens: 128, prompt: "{dialogue}", stemmer: true),
            data: DataSource(file: "test.jsonl", sha256: "00ff", count: 3),
            isSimulated: true,
            kind: .fineTuned,
            tapedeck: "0.1.0",
            extras: [JSONMember(name: "job", value: "ftjob-1")]
        )
        results.settings?.metrics = RougeMetric.standard
        let read = try withTemporaryFile(results.fileText) { try EvaluationResults(file: $0) }
        #expect(read == results)
    }

    @Test func `writes its members in a fixed order`() throws {
        let predictions = [Prediction(id: "1", reference: "a cat sat", prediction: "the cats sat")]
        let table = try RougeScorer(stemmer: .porter).serialScores(of: [
            RougePair(candidate: "the cats sat", reference: "a cat sat")
        ])
        let scored = ScoredPredictions(
            predictions: predictions,
            sampleScores: table,
            missing: [],
            stemmer: .porter,
            bootstrap: try Bootstrap(resamples: 5, seed: 3)
        )
        let text = scored.results(modelName: "m", isSimulated: true, tapedeck: "0.1.0").json.text()
        #expect(
            text == """
                {"model_name":"m","num_samples":1,"rouge1":0.6666666666666666,"rouge2":0.5,\
                "rougeL":0.6666666666666666,"rougeLsum":0.6666666666666666,"intervals":{"confidence":0.95,"seed":3,\
                "resamples":5,"rouge1":{"low":0.6666666666666666,"high":0.6666666666666666},\
                "rouge2":{"low":0.5,"high":0.5},"rougeL":{"low":0.6666666666666666,"high":0.6666666666666666},\
                "rougeLsum":{"low":0.6666666666666666,"high":0.6666666666666666}},"missing":[],\
                "settings":{"stemmer":true,"metrics":["rouge1","rouge2","rougeL","rougeLsum"]},"simulated":true,\
                "tapedeck":"0.1.0"}
                """
        )
    }

    @Test func `takes a file written by hand`() throws {
        let results = try EvaluationResults(
            json: JSONValue(parsing: Array(#"{"model_name":"Llama 3.2 1B","rouge1":35.12,"unit":"percent"}"#.utf8)),
            at: "hand.json"
        )
        #expect(results.modelName == "Llama 3.2 1B")
        #expect(results[.rouge1]?.mean == 35.12 / 100)
        #expect(results.sampleCount == nil)
        #expect(!results.isSimulated)
    }

    struct Bad: Sendable, CustomTestStringConvertible {
        let text: String
        let message: String
        var testDescription: String { message }
    }

    @Test(arguments: [
        Bad(text: #"{"rouge1":0.5}"#, message: ": there is no text \"model_name\""),
        Bad(text: #"{"model_name":"m"}"#, message: ": there is no ROUGE figure"),
        Bad(text: #"{"model_name":"m","rouge1":"0.5"}"#, message: ": \"rouge1\" is not a number"),
        Bad(
            text: #"{"model_name":"m","rouge1":35.12}"#,
            message: ": \"rouge1\" is 35.12, which is not between 0 and 1."
        ),
        Bad(text: #"{"model_name":"m","rouge1":-0.1}"#, message: ": \"rouge1\" is -0.1"),
        Bad(text: #"{"model_name":"m","rouge1":1e999}"#, message: ", line 1: not JSON at byte 28"),
        Bad(text: #"{"model_name":"m","unit":"percent","rouge1":101}"#, message: ": \"rouge1\" is 101.0, which is not"),
        Bad(text: #"{"model_name":"m","unit":"%","rouge1":1}"#, message: ": \"unit\" is neither"),
        Bad(text: #"{"model_name":"m","rouge1":1,"num_samples":1.5}"#, message: ": \"num_samples\" is not"),
        Bad(text: #"{"model_name":"m","rouge1":1,"type":"big"}"#, message: ": \"type\" is neither"),
        Bad(
            text: #"{"model_name":"m","rouge1":0.5,"intervals":{"rouge1":{"low":0.6,"high":0.4}}}"#,
            message: ": the bounds of \"rouge1\""
        ),
        Bad(text: "[]", message: ": not a JSON object"),
        Bad(text: "{\n\"model_name\": ,", message: ", line 2: not JSON at byte 17"),
        Bad(text: "", message: ", line 1: not JSON at byte 1"),
    ])
    func `says what is wrong with a file`(bad: Bad) throws {
        try withTemporaryFile(bad.text) { path in
            let error = #expect(throws: WorkflowError.self) { try EvaluationResults(file: path) }
            #expect(error?.code == .badInput)
            #expect(error?.message.hasPrefix(path + bad.message) == true, "\(error?.message ?? "")")
        }
    }
}
