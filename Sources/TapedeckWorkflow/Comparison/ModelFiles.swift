// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The files of one model to compare: its results, its predictions, or both.
struct ModelFiles: Sendable, Hashable {
    static let resultsName = "eval_results.json"
    static let predictionsName = "predictions.jsonl"
    /// Maximum depth of folders to search.
    private static let depthLimit = 4

    /// The name that the user gave to the model.
    var label: String?
    var results: String?
    var predictions: String?

    /// The path of the model in messages.
    var path: String { results ?? predictions ?? "" }

    /// Finds the files of each input; two files of one folder are one model.
    static func find(_ inputs: [ComparisonInput]) throws(WorkflowError) -> [Self] {
        var found: [Self] = []
        for input in inputs {
            let models = try find(input)
            if input.label != nil, models.count > 1 {
                throw .badInput("\(input.path) holds \(models.count) models, so it cannot have one name. Label each.")
            }
            for model in models {
                if let index = found.firstIndex(where: { $0.isSame(as: model) }) {
                    found[index].label = found[index].label ?? model.label
                } else {
                    found.append(model)
                }
            }
        }
        return found
    }

    private func isSame(as other: Self) -> Bool {
        func key(_ path: String?) -> String? { path.map { URL(fileURLWithPath: $0).standardizedFileURL.path } }
        return key(results) == key(other.results) && key(predictions) == key(other.predictions)
    }

    private static func find(_ input: ComparisonInput) throws(WorkflowError) -> [Self] {
        let path = input.path
        guard let isFolder = isFolder(path) else { throw .badInput("\(path): no such file or folder. Check the path.") }
        if isFolder {
            let models = inFolder(path, depth: 0)
            guard !models.isEmpty else {
                throw .badInput("\(path) holds neither \(resultsName) nor \(predictionsName).")
            }
            return models.map { Self(label: input.label, results: $0.results, predictions: $0.predictions) }
        }
        let folder = (path as NSString).deletingLastPathComponent
        let name = (path as NSString).lastPathComponent
        if name == resultsName || name == predictionsName, let model = of(folder: folder) {
            return [Self(label: input.label, results: model.results, predictions: model.predictions)]
        }
        return try holdsPredictions(path)
            ? [Self(label: input.label, predictions: path)] : [Self(label: input.label, results: path)]
    }

    /// The model whose files lie in a folder; nil when there is none.
    private static func of(folder: String) -> Self? {
        func file(_ name: String) -> String? {
            let path = folder.isEmpty ? name : (folder as NSString).appendingPathComponent(name)
            return isFolder(path) == false ? path : nil
        }
        let model = Self(results: file(resultsName), predictions: file(predictionsName))
        return model.results == nil && model.predictions == nil ? nil : model
    }

    private static func inFolder(_ path: String, depth: Int) -> [Self] {
        if let model = of(folder: path) { return [model] }
        guard depth < depthLimit, let names = try? FileManager.default.contentsOfDirectory(atPath: path) else {
            return []
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.flatMap { name -> [Self] in
            let inner = (path as NSString).appendingPathComponent(name)
            return isFolder(inner) == true ? inFolder(inner, depth: depth + 1) : []
        }
    }

    /// Whether the path is a folder; nil when there is nothing.
    private static func isFolder(_ path: String) -> Bool? {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return nil }
        return isFolder.boolValue
    }

    /// Whether a file holds predictions and not results, by its name or else by its first line.
    private static func holdsPredictions(_ path: String) throws(WorkflowError) -> Bool {
        if path.hasSuffix(".jsonl") || path.hasSuffix(".ndjson") { return true }
        guard var reader = try? PredictionReader(path: path) else { return false }
        return (try? reader.next()) != nil
    }
}
