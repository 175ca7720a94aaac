// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// What the files of one model hold, before anything is scored.
struct LoadedModel: Sendable {
    let files: ModelFiles
    let results: EvaluationResults?
    let predictions: [Prediction]

    init(_ files: ModelFiles) throws(WorkflowError) {
        self.files = files
        if let path = files.results { results = try EvaluationResults(file: path) } else { results = nil }
        if let path = files.predictions {
            predictions = try Prediction.all(inFile: path)
        } else {
            predictions = []
        }
    }

    /// The name that the user gave, the one in the results, or one made of the path.
    var name: String {
        if let name = files.label ?? results?.modelName { return name }
        let parts = files.path.split(separator: "/")
        guard let file = parts.last else { return files.path }
        if file == ModelFiles.predictionsName, parts.count > 1 { return String(parts[parts.count - 2]) }
        var stem = file.split(separator: ".").first.map(String.init) ?? String(file)
        for ending in ["_predictions", "-predictions"] where stem.hasSuffix(ending) && stem != ending {
            stem.removeLast(ending.count)
        }
        return stem
    }

    /// What the model is; a mere file of predictions says so only by the service's prefix.
    var kind: ModelKind? {
        if let results { return results.kind ?? ModelKind(modelName: results.modelName) }
        return ModelKind(modelName: name) == .fineTuned ? .fineTuned : nil
    }

    /// Whether results or a line say that the answers are a simulator's.
    var isSimulated: Bool {
        if results?.isSimulated == true { return true }
        return predictions.contains { line in
            line.extras.contains { $0.name == "simulated" && $0.value == .bool(true) }
        }
    }
}
