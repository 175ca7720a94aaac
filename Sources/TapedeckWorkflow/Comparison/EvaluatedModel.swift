// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// One model to compare, with its results, its predictions, or both: read from files, or just evaluated.
package struct EvaluatedModel: Sendable {
    /// The file that stands for the model in messages.
    let path: String
    /// The file of the predictions, for messages.
    let predictionsPath: String
    let label: String?
    let results: EvaluationResults?
    let predictions: [Prediction]
    /// The scores of the predictions, when an evaluation of this run has computed them.
    let scored: ScoredPredictions?
    /// The fine-tuning job that the model comes from; nil where no files of it are found.
    let tuning: TuningRun?

    /// The files of the job that were read beside results and predictions.
    package var tuningFiles: [String] { tuning?.files ?? [] }

    /// Takes over the outcome of an evaluation.
    /// - Parameters:
    ///   - label: The name of the model in the comparison.
    ///   - outcome: The outcome.
    ///   - folder: The folder that the evaluation has written its files to.
    package init(label: String, _ outcome: EvaluationOutcome, folder: String) {
        path = "\(folder)/\(ModelFiles.resultsName)"
        predictionsPath = "\(folder)/\(ModelFiles.predictionsName)"
        self.label = label
        results = outcome.results
        predictions = outcome.predictions
        scored = outcome.scored
        tuning = Self.tuning(outcome.results, path)
    }

    private init(_ files: ModelFiles) throws(WorkflowError) {
        path = files.path
        predictionsPath = files.predictions ?? ""
        label = files.label
        if let path = files.results { results = try EvaluationResults(file: path) } else { results = nil }
        if let path = files.predictions {
            predictions = try Prediction.all(inFile: path)
        } else {
            predictions = []
        }
        scored = nil
        tuning = Self.tuning(results, files.path)
    }

    /// The job of a model that is not known to be a base model.
    private static func tuning(_ results: EvaluationResults?, _ path: String) -> TuningRun? {
        guard let results, results.kind != .base else { return nil }
        return TuningRun.find(results.requestedModel, near: path)
    }

    /// Reads the models of files and folders.
    /// - Parameter inputs: Files and folders, in the order of the models.
    /// - Returns: The models; two files of one folder are one model.
    /// - Throws: ``WorkflowError`` with code `badInput` when a file cannot be used.
    package static func read(_ inputs: [ComparisonInput]) throws(WorkflowError) -> [EvaluatedModel] {
        var models: [EvaluatedModel] = []
        for files in try ModelFiles.find(inputs) { models.append(try EvaluatedModel(files)) }
        return models
    }

    /// The samples without a prediction, as the results list them.
    var missing: [MissingSample] { results?.missing ?? [] }

    /// The name that the user gave, the one in the results, or one made of the path.
    var name: String {
        if let name = label ?? results?.modelName { return name }
        let parts = path.split(separator: "/")
        guard let file = parts.last else { return path }
        if file == ModelFiles.predictionsName, parts.count > 1 { return String(parts[parts.count - 2]) }
        var stem = file.split(separator: ".").first.map(String.init) ?? String(file)
        for ending in ["_predictions", "-predictions"] where stem.hasSuffix(ending) && stem != ending {
            stem.removeLast(ending.count)
        }
        return stem
    }

    /// The kind of model; a file of predictions alone tells it only by the service's prefix of fine-tuned models.
    var kind: ModelKind? {
        if let results { return results.kind ?? ModelKind(modelName: results.modelName) }
        return ModelKind(modelName: name) == .fineTuned ? .fineTuned : nil
    }

    /// Whether the results or a prediction are marked as simulated.
    var isSimulated: Bool {
        if results?.isSimulated == true { return true }
        return predictions.contains { line in
            line.extras.contains { $0.name == "simulated" && $0.value == .bool(true) }
        }
    }
}

/// A file or folder to compare, with a name for its model.
package struct ComparisonInput: Sendable, Hashable {
    /// An `eval_results.json`, a `predictions.jsonl`, or a folder that holds them.
    package let path: String
    /// The name of the model; nil takes the one in the file.
    package let label: String?

    /// Creates an input.
    /// - Parameters:
    ///   - path: An `eval_results.json`, a `predictions.jsonl`, or a folder that holds them.
    ///   - label: The name of the model; nil takes the one in the file.
    package init(path: String, label: String? = nil) {
        self.path = path
        self.label = label
    }
}
