// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
public import TapedeckRouge

/// Scores the predictions of models and compares them.
package struct ModelComparer: Sendable {
    /// The metrics, in order.
    package let metrics: [RougeMetric]
    /// The stemmer for words.
    package let stemmer: Stemmer
    /// The resampling of intervals and differences.
    package let bootstrap: Bootstrap

    /// Creates a comparer.
    /// - Parameters:
    ///   - metrics: The metrics, in order.
    ///   - stemmer: The stemmer for words.
    ///   - bootstrap: The resampling of intervals and differences.
    package init(
        metrics: [RougeMetric] = RougeMetric.standard,
        stemmer: Stemmer = .porter,
        bootstrap: Bootstrap
    ) {
        self.metrics = metrics
        self.stemmer = stemmer
        self.bootstrap = bootstrap
    }

    /// Scores the predictions that have no scores yet, and compares all models.
    ///
    /// The same models give the same bits, on any number of threads.
    /// - Parameters:
    ///   - evaluated: The models, in the order of the rows.
    ///   - published: Published scores to show beside them; they take no part in the differences.
    ///   - baseline: The name of the model that others are compared with; nil for the first one with predictions.
    /// - Returns: The comparison.
    /// - Throws: ``WorkflowError`` with code `badInput` when a reference is missing, two models have no samples in common, or there is
    ///   no model with the name of the baseline and predictions; `CancellationError` when the task is cancelled.
    @concurrent
    package func compare(
        _ evaluated: [EvaluatedModel],
        published: [EvaluationResults] = [],
        baseline: String? = nil
    ) async throws -> Comparison {
        guard !evaluated.isEmpty || !published.isEmpty else {
            throw WorkflowError.badInput("There is nothing to compare. Give result files, prediction files or folders.")
        }
        var index = SampleIndex()
        var places: [[Int]] = []
        var notes = ComparisonNotes(stemmer: stemmer)
        for model in evaluated {
            let before = index.contradictions
            places.append(index.add(model.predictions))
            notes.addContradictions(index.contradictions - before, of: model)
        }
        var models: [ComparedModel] = []
        for (model, places) in zip(evaluated, places) {
            models.append(try await score(model, places, index.samples, &notes))
        }
        models += published.map(Self.published)
        Self.makeNamesDifferent(&models, paths: evaluated.map(\.path))
        let base = try Self.baseline(baseline, models)
        let differences = try await differences(models)
        notes.addShares(differences, models)
        notes.addRest(models, evaluated, bootstrap)
        notes.addPublished(published)
        return Comparison(
            models: models,
            samples: index.samples,
            metrics: metrics,
            differences: differences,
            baseline: base,
            hasChosenBaseline: baseline != nil,
            bootstrap: bootstrap,
            stemmer: stemmer,
            notes: notes.texts,
            warnings: notes.warnings
        )
    }

    // MARK: - Models

    private func score(
        _ model: EvaluatedModel,
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
                throw WorkflowError.badInput(
                    "\(model.predictionsPath): sample \"\(predictions[line].id ?? "\(line + 1)")\" has no reference, and no other file has "
                        + "one for it. Add \"reference\", or compare together with a file that holds it."
                )
            }
            rows[place] = row
            row += 1
        }
        guard row > 0 else {
            throw WorkflowError.badInput(
                "\(model.predictionsPath): no line has a prediction, so there is nothing to score."
            )
        }
        let (scored, scores) = try await scores(of: predictions, model)
        notes.addMoved(scores, model)
        let answers = ComparedModel.Answers(
            rows: rows,
            texts: scored.predictions.map { $0.prediction ?? "" },
            scores: scored.sampleScores
        )
        return Self.model(model, scores: scores, sampleCount: row, missing: scored.missing, answers: answers)
    }

    /// The scores of predictions, and their means; those of an evaluation just done are taken over.
    private func scores(
        of predictions: [Prediction],
        _ model: EvaluatedModel
    ) async throws -> (ScoredPredictions, [MetricScore]) {
        guard let known = model.scored, known.sampleScores.metrics == metrics, known.stemmer == stemmer else {
            let scorer = PredictionScorer(metrics: metrics, stemmer: stemmer, bootstrap: bootstrap)
            let scored = try await scorer.score(predictions)
            return (scored, scored.meanScores(bootstrap))
        }
        guard let results = model.results, known.bootstrap == bootstrap else {
            return (known, known.meanScores(bootstrap))
        }
        return (known, results.scores)
    }

    private static func model(
        _ model: EvaluatedModel,
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
            answers: answers,
            evaluation: model.results,
            tuning: model.tuning
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
            answers: .init(),
            evaluation: nil,
            tuning: nil
        )
    }

    /// Adds path or number to names that occur twice; a published row may share a name, since its type tells it apart.
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

    /// The index of the baseline.
    private static func baseline(_ name: String?, _ models: [ComparedModel]) throws(WorkflowError) -> Int {
        let withAnswers = models.indices.filter { !models[$0].answers.rows.isEmpty }
        guard let name else { return withAnswers.first ?? 0 }
        if let index = withAnswers.first(where: { models[$0].name.isSpelled(like: name) }) { return index }
        let names = withAnswers.map { "\"\(models[$0].name)\"" }.joined(separator: ", ")
        throw .badInput(
            "There is no model \"\(name)\" with predictions to compare others with. "
                + (names.isEmpty ? "Give files of predictions." : "The models are \(names).")
        )
    }

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
            return (shared.map { one[$0.0].f1 }, shared.map { other[$0.1].f1 })
        }
        let differences = PairedBootstrap(bootstrap).differences(of: columns.map(\.1), from: columns.map(\.0))
        return ModelDifference(
            model: model,
            against: against,
            sampleCount: shared.count,
            differences: differences,
            outcomes: columns.map { SampleOutcomes($0.1, against: $0.0) }
        )
    }
}

extension Comparison {
    /// Compares models by the files of their evaluations, or of other tools.
    ///
    /// Predictions are scored; results without predictions take no part in the differences.
    /// - Parameters:
    ///   - paths: Files `eval_results.json` and `predictions.jsonl`, and folders that hold them, in the order of the models.
    ///   - published: Tables of published scores to show beside the models, by the name of a built-in table or by path.
    ///   - bootstrap: The resampling of intervals and differences; nil for the default one.
    /// - Throws: ``WorkflowError`` with code `badInput` when a file cannot be used, or two models have no samples in common;
    ///   `CancellationError` when the task is cancelled.
    public init(files paths: [String], published: [String] = [], bootstrap: Bootstrap? = nil) async throws {
        let models = try EvaluatedModel.read(paths.map { ComparisonInput(path: $0) })
        let rows = try published.flatMap { try PublishedScores($0).rows }
        self = try await ModelComparer(bootstrap: try bootstrap ?? Bootstrap()).compare(models, published: rows)
    }
}
