// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckRouge

/// Notes for the readers of a comparison, in sentences.
struct ComparisonNotes {
    private static let named = 5

    let stemmer: Stemmer
    private(set) var texts: [String] = []
    /// Those that warn of rows whose difference may not be that of the models.
    private(set) var warnings: [String] = []

    init(stemmer: Stemmer) { self.stemmer = stemmer }

    /// Notes ids that name different texts in two files.
    mutating func addContradictions(_ count: Int, of model: EvaluatedModel) {
        guard count > 0 else { return }
        texts.append(
            "\(Self.count(count, "id")) of \(model.name) \(count == 1 ? "names" : "name") another text in an earlier file; "
                + "these samples are matched by their texts."
        )
    }

    /// Notes results that differ from the scores of the predictions beside them.
    mutating func addMoved(_ scores: [MetricScore], _ model: EvaluatedModel) {
        guard let results = model.results else { return }
        let moved = scores.compactMap { score -> String? in
            guard let stored = results[score.metric]?.mean, abs(stored - score.mean) > 1e-9 else { return nil }
            return
                "\(score.metric) is \(Percent.text(stored)) in the results and \(Percent.text(score.mean)) by the predictions"
        }
        guard let first = moved.first else { return }
        let differs = results.settings?.stemmer.map { $0 != (stemmer == .porter) } ?? false
        texts.append(
            "\(model.name): \(first); the predictions count."
                + (differs ? " The results were scored \(stemmer == .porter ? "without" : "with") a stemmer." : "")
        )
    }

    /// Notes pairs that share fewer samples than one of the models has.
    mutating func addShares(_ differences: [ModelDifference], _ models: [ComparedModel]) {
        for difference in differences {
            let (model, against) = (models[difference.model], models[difference.against])
            guard [model, against].contains(where: { model in model.sampleCount ?? 0 != difference.sampleCount }) else {
                continue
            }
            texts.append(
                "\(model.name) (\(counted(model.sampleCount ?? 0, "sample"))) and \(against.name) (\(against.sampleCount ?? 0)) share "
                    + "\(difference.sampleCount): their difference is over these, their figures over all that each has."
            )
        }
    }

    /// Notes missing predictions, and models with other data or settings than the rest.
    mutating func addRest(_ models: [ComparedModel], _ evaluated: [EvaluatedModel], _ bootstrap: Bootstrap) {
        for model in models where !model.missing.isEmpty {
            let ids = model.missing.prefix(Self.named).map(\.id).joined(separator: ", ")
            let rest = model.missing.count > Self.named ? ", …" : ""
            texts.append(
                "\(model.name) has no prediction for \(Self.count(model.missing.count, "sample")): \(ids)\(rest)."
            )
        }
        for (model, evaluated) in zip(models, evaluated) where evaluated.predictions.isEmpty {
            texts.append("\(model.name) is here without its predictions, so it takes no part in the differences.")
            if let stems = evaluated.results?.settings?.stemmer, stems != (stemmer == .porter) {
                texts.append("\(model.name) was scored \(stems ? "with" : "without") a stemmer, unlike the others.")
            }
        }
        for (model, evaluated) in zip(models, evaluated) where evaluated.predictions.isEmpty {
            guard let own = evaluated.results?.bootstrap, own != bootstrap else { continue }
            texts.append(
                "\(model.name) has \(Percent.short(own.confidence * 100)) % intervals by \(own.resamples) resamples, seed "
                    + "\(own.seed), as its results hold them."
            )
        }
        let different = ModelSetups(models).warnings + Self.data(models, evaluated)
        texts += different
        warnings += different
    }

    /// Notes the sources of published scores.
    mutating func addPublished(_ published: [EvaluationResults]) {
        guard !published.isEmpty else { return }
        var sources: [String] = []
        for row in published {
            guard let source = row.extras.last(where: { $0.name == "source" })?.value.string else { continue }
            if !sources.contains(source) { sources.append(source) }
        }
        let origin = sources.isEmpty ? "" : " (\(sources.joined(separator: "; ")))"
        texts.append("Published figures\(origin) are taken over as they stand and take no part in the differences.")
    }

    private static func data(_ models: [ComparedModel], _ evaluated: [EvaluatedModel]) -> [String] {
        let digests = zip(models, evaluated).compactMap { model, evaluated in
            evaluated.results?.data.map { (model.name, $0.sha256) }
        }
        guard let first = digests.first else { return [] }
        return digests.filter { $0.1 != first.1 }.map { "\($0.0) was evaluated on other data than \(first.0)." }
    }

    private static func count(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
}
