// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
package import TapedeckRouge

/// Compares models by their result and prediction files.
package struct ModelComparer: Sendable {
    /// What is computed, in order.
    package let metrics: [RougeMetric]
    /// What is done to words.
    package let stemmer: Stemmer
    /// How intervals and differences are resampled.
    package let bootstrap: Bootstrap

    /// Creates a comparer.
    /// - Parameters:
    ///   - metrics: What to compute, in order.
    ///   - stemmer: What to do to words.
    ///   - bootstrap: How to resample intervals and differences.
    package init(
        metrics: [RougeMetric] = RougeMetric.standard,
        stemmer: Stemmer = .porter,
        bootstrap: Bootstrap
    ) {
        self.metrics = metrics
        self.stemmer = stemmer
        self.bootstrap = bootstrap
    }

    /// Reads files, scores the predictions and compares all models.
    ///
    /// The same files give the same bits, on any number of threads.
    /// - Parameters:
    ///   - inputs: Files and folders, in the order of the rows.
    ///   - published: Scores to show beside them; they take no part in significance.
    /// - Returns: The comparison.
    /// - Throws: ``WorkflowError`` with code `badInput` when a file cannot be used, or two have no samples in common;
    ///   `CancellationError` when the task is cancelled.
    @concurrent
    package func compare(
        _ inputs: [ComparisonInput],
        published: [EvaluationResults] = []
    ) async throws -> Comparison {
        var loaded: [LoadedModel] = []
        for files in try ModelFiles.find(inputs) { loaded.append(try LoadedModel(files)) }
        guard !loaded.isEmpty || !published.isEmpty else {
            throw WorkflowError.badInput("There is nothing to compare. Give result files, prediction files or folders.")
        }
        var index = SampleIndex()
        var places: [[Int]] = []
        var notes = ComparisonNotes(stemmer: stemmer)
        for model in loaded {
            let before = index.contradictions
            places.append(index.add(model.predictions))
            notes.addContradictions(index.contradictions - before, of: model)
        }
        var models: [ComparedModel] = []
        for (model, places) in zip(loaded, places) {
            models.append(try await score(model, places, index.samples, &notes))
        }
        models += published.map(Self.published)
        Self.makeNamesDifferent(&models, paths: loaded.map(\.files.path))
        let differences = try await differences(models)
        notes.addShares(differences, models)
        notes.addRest(models, loaded, bootstrap)
        notes.addPublished(published)
        return Comparison(
            models: models,
            samples: index.samples,
            metrics: metrics,
            differences: differences,
            bootstrap: bootstrap,
            stemmer: stemmer,
            notes: notes.texts
        )
    }

    // MARK: - Models

    private func score(
        _ model: LoadedModel,
        _ places: [Int],
        _ samples: [ComparedSample],
        _ notes: inout ComparisonNotes
    ) async throws -> ComparedModel {
        guard !model.predictions.isEmpty else { return Self.model(model, scores: model.results?.scores ?? []) }
        var predictions = model.predictions
        var rows = [Int?](repeating: nil, count: samples.count)
        var row = 0
        for (line, place) in places.enumerated() where predictions[line].prediction != nil {
            predictions[line].reference = predictions[line].reference ?? samples[place].reference
            guard predictions[line].reference != nil else {
                let path = model.files.predictions ?? ""
                throw WorkflowError.badInput(
                    "\(path): sample \"\(predictions[line].id ?? "\(line + 1)")\" has no reference, and no other file has "
                        + "one for it. Add \"reference\", or compare together with a file that holds it."
                )
            }
            rows[place] = row
            row += 1
        }
        guard row > 0 else {
            throw WorkflowError.badInput(
                "\(model.files.predictions ?? ""): no line has a prediction, so there is nothing to score."
            )
        }
        let scored = try await PredictionScorer(metrics: metrics, stemmer: stemmer, bootstrap: bootstrap).score(
            predictions
        )
        let scores = scored.meanScores()
        notes.addMoved(scores, model)
        let answers = ComparedModel.Answers(
            rows: rows,
            texts: scored.predictions.map { $0.prediction ?? "" },
            scores: scored.sampleScores
        )
        return Self.model(model, scores: scores, sampleCount: row, missing: scored.missing, answers: answers)
    }

    private static func model(
        _ model: LoadedModel,
        scores: [MetricScore],
        sampleCount: Int? = nil,
        missing: [MissingSample] = [],
        answers: ComparedModel.Answers = .init()
    ) -> ComparedModel {
        let known = SpelledSet(missing.map(\.id))
        return ComparedModel(
            name: model.name,
            kind: model.kind,
            origin: model.isSimulated ? .simulated : .measured,
            sampleCount: sampleCount ?? model.results?.sampleCount,
            missing: missing + (model.results?.missing ?? []).filter { !known.contains($0.id) },
            scores: scores,
            answers: answers
        )
    }

    private static func published(_ results: EvaluationResults) -> ComparedModel {
        ComparedModel(
            name: results.modelName,
            kind: results.kind ?? ModelKind(modelName: results.modelName),
            origin: .published,
            sampleCount: results.sampleCount,
            missing: [],
            scores: results.scores,
            answers: .init()
        )
    }

    /// Adds path or number to names that occur twice; a published row may be named as another, since its type tells.
    private static func makeNamesDifferent(_ models: inout [ComparedModel], paths: [String]) {
        for group in [0..<paths.count, paths.count..<models.count] {
            var counts: SpelledDictionary<Int> = [:]
            for index in group { counts[models[index].name, default: 0] += 1 }
            var used: SpelledSet = []
            for index in group {
                let name = models[index].name
                var unique = name
                if counts[name] ?? 0 > 1, index < paths.count { unique = "\(name) (\(paths[index]))" }
                var number = 2
                while !used.insert(unique).inserted {
                    unique = "\(name) #\(number)"
                    number += 1
                }
                models[index].name = unique
            }
        }
    }

    // MARK: - Differences

    private func differences(_ models: [ComparedModel]) async throws -> [ModelDifference] {
        let withAnswers = models.indices.filter { !models[$0].answers.rows.isEmpty }
        var pairs: [(against: Int, model: Int)] = []
        for (place, first) in withAnswers.enumerated() {
            for second in withAnswers[(place + 1)...] { pairs.append((first, second)) }
        }
        var found = [ModelDifference?](repeating: nil, count: pairs.count)
        try await withThrowingTaskGroup(of: (Int, ModelDifference).self) { group in
            for (number, pair) in pairs.enumerated() {
                group.addTask {
                    try Task.checkCancellation()
                    return (number, try difference(models, pair.against, pair.model))
                }
            }
            for try await (number, difference) in group { found[number] = difference }
        }
        return found.compactMap(\.self)
    }

    private func difference(_ models: [ComparedModel], _ against: Int, _ model: Int) throws -> ModelDifference {
        let (first, second) = (models[against].answers, models[model].answers)
        let shared = zip(first.rows, second.rows).compactMap { rows in
            if let one = rows.0, let other = rows.1 { (one, other) } else { nil as (Int, Int)? }
        }
        guard !shared.isEmpty else {
            throw WorkflowError.badInput(
                "\"\(models[against].name)\" and \"\(models[model].name)\" have no samples in common, so they cannot be "
                    + "compared. Give predictions for the same data."
            )
        }
        let columns = metrics.map { metric in
            let (one, other) = (first.scores.column(metric) ?? [], second.scores.column(metric) ?? [])
            return (shared.map { one[$0.0].fmeasure }, shared.map { other[$0.1].fmeasure })
        }
        let differences = PairedBootstrap(bootstrap).differences(of: columns.map(\.1), from: columns.map(\.0))
        return ModelDifference(model: model, against: against, sampleCount: shared.count, differences: differences)
    }
}
