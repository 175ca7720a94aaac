// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckModels
import TapedeckRouge

/// A comparison as JSON; scores read back to the same bits.
struct JSONReport {
    let comparison: Comparison

    var json: JSONValue {
        [
            "models": .array(comparison.models.map(model)),
            "differences": .array(comparison.differences.map(difference)),
            "baseline": comparison.differences.isEmpty ? .null : .string(comparison.models[comparison.baseline].name),
            "settings": [
                "stemmer": .bool(comparison.stemmer == .porter),
                "confidence": .decimal(comparison.bootstrap.confidence),
                "seed": .integer(comparison.bootstrap.seed),
                "resamples": .integer(comparison.bootstrap.resamples),
            ],
            "notes": .array(comparison.allNotes.map(JSONValue.string)),
        ]
    }

    private func model(_ model: ComparedModel) -> JSONValue {
        var members: [JSONMember] = [
            JSONMember(name: "model_name", value: .string(model.name)),
            JSONMember(name: "type", value: .optional(model.kind?.rawValue)),
            JSONMember(name: "origin", value: .string(model.origin.rawValue)),
            JSONMember(name: "simulated", value: .bool(model.origin == .simulated)),
            JSONMember(name: "num_samples", value: model.sampleCount.map(JSONValue.integer) ?? .null),
        ]
        for score in model.scores {
            members.append(JSONMember(name: score.metric.name, value: .decimal(score.mean)))
        }
        let intervals = model.scores.compactMap { score in
            score.interval.map { interval in
                JSONMember(name: score.metric.name, value: Self.bounds(interval.lowerBound, interval.upperBound))
            }
        }
        members.append(JSONMember(name: "intervals", value: .object(intervals)))
        members += setup(model)
        let missing = model.missing.map { ["id": .string($0.id), "reason": .string($0.reason)] as JSONValue }
        members.append(JSONMember(name: "missing", value: .array(missing)))
        return .object(members)
    }

    /// How the model was asked, as its results hold it, and what that costs at list prices.
    private func setup(_ model: ComparedModel) -> [JSONMember] {
        guard let evaluation = model.evaluation else { return [] }
        var members = [JSONMember(name: "model", value: .string(evaluation.requestedModel))]
        if let settings = evaluation.settings { members.append(JSONMember(name: "settings", value: settings.json)) }
        if let data = evaluation.data { members.append(JSONMember(name: "data", value: data.json)) }
        if let answers = evaluation.answers { members.append(JSONMember(name: "answers", value: answers.json)) }
        if let cost = model.listCost {
            let json: JSONValue = ["usd": .decimal(cost), "list_prices_of": .string(ModelPrice.date)]
            members.append(JSONMember(name: "cost", value: json))
        }
        if let run = model.tuning { members.append(JSONMember(name: "fine_tuning", value: Self.tuning(run))) }
        return members
    }

    private func difference(_ difference: ModelDifference) -> JSONValue {
        var members: [JSONMember] = [
            JSONMember(name: "model", value: .string(comparison.models[difference.model].name)),
            JSONMember(name: "against", value: .string(comparison.models[difference.against].name)),
            JSONMember(
                name: "simulated",
                value: .bool(
                    [difference.model, difference.against].contains { comparison.models[$0].origin == .simulated }
                )
            ),
            JSONMember(name: "num_samples", value: .integer(difference.sampleCount)),
        ]
        for (metric, (value, outcomes)) in zip(comparison.metrics, zip(difference.differences, difference.outcomes)) {
            let scores: JSONValue = [
                "difference": .decimal(value.mean), "low": .decimal(value.low), "high": .decimal(value.high),
                "p": .decimal(value.pValue), "won": .integer(outcomes.won), "tied": .integer(outcomes.tied),
                "lost": .integer(outcomes.lost),
            ]
            members.append(JSONMember(name: metric.name, value: scores))
        }
        return .object(members)
    }

    /// The job of a model, with the losses after its last step.
    private static func tuning(_ run: TuningRun) -> JSONValue {
        var members = [
            JSONMember(name: "job", value: .string(run.job.id)),
            JSONMember(name: "simulated", value: .bool(run.job.isSimulated)),
        ]
        if let tokens = run.job.trainedTokens {
            members.append(JSONMember(name: "trained_tokens", value: .integer(tokens)))
        }
        if let last = run.losses.last {
            members.append(JSONMember(name: "steps", value: .integer(run.losses.count)))
            members.append(JSONMember(name: "train_loss", value: .decimal(last.training)))
        }
        if let loss = run.losses.last(where: { $0.validation != nil })?.validation {
            members.append(JSONMember(name: "valid_loss", value: .decimal(loss)))
        }
        return .object(members)
    }

    private static func bounds(_ low: Double, _ high: Double) -> JSONValue {
        ["low": .decimal(low), "high": .decimal(high)]
    }
}
