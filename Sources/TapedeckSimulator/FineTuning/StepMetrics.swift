// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckModels
import TapedeckCore

/// The scores of one training step.
struct StepMetrics: Sendable, Hashable {
    /// Scores on a batch, or on all validation examples.
    struct Scores: Sendable, Hashable {
        let loss: Double
        /// Share of tokens predicted correctly, or of pairs whose preferred answer was ranked first, `0...1`.
        let accuracy: Double
        /// The reward of preferred answers, or the mean reward of reinforcement.
        var reward = 0.0
        /// The reward of rejected answers.
        var rejectedReward = 0.0
    }

    let step: Int
    let totalSteps: Int
    var method = TrainingMethod.supervised
    let train: Scores
    /// Scores on a batch of the validation file, every few steps.
    var valid: Scores?
    /// Scores on the whole validation file, at the end of an epoch.
    var fullValid: Scores?

    /// The message of the step's event.
    var message: String {
        guard method != .reinforcement else {
            return "Step \(step)/\(totalSteps) , train mean reward=\(train.reward.fixed(2))"
                + (evaluated.map {
                    ", full validation mean reward=\($0.reward.fixed(2)), full validation mean parse error=0.00"
                } ?? "")
        }
        return "Step \(step)/\(totalSteps): training loss=\(train.loss.fixed(2))"
            + (valid.map { ", validation loss=\($0.loss.fixed(2))" } ?? "")
            + (fullValid.map { ", full validation loss=\($0.loss.fixed(2))" } ?? "")
    }

    /// The data of the step's event.
    var document: JSONValue {
        .object(method == .reinforcement ? reinforcementMembers : members)
    }

    /// The `metrics` of a checkpoint after the step.
    var checkpointDocument: JSONValue {
        var members = [JSONMember(name: "step", value: .integer(step))]
        if method == .reinforcement {
            members += rewardMeans
        } else {
            members += scores("train", train)
            if let valid { members += scores("valid", valid) }
            if let fullValid { members += scores("full_valid", fullValid) }
            members += rewards
        }
        members.append(JSONMember(name: "type", value: .string(method.rawValue)))
        return .object(members)
    }

    private var members: [JSONMember] {
        var members = [
            JSONMember(name: "step", value: .integer(step)), JSONMember(name: "train_loss", value: .single(train.loss)),
        ]
        if let valid { members.append(JSONMember(name: "valid_loss", value: .single(valid.loss))) }
        members.append(JSONMember(name: "total_steps", value: .integer(totalSteps)))
        if let fullValid { members.append(JSONMember(name: "full_valid_loss", value: .single(fullValid.loss))) }
        members.append(JSONMember(name: "train_mean_token_accuracy", value: .single(train.accuracy)))
        if let valid {
            members.append(JSONMember(name: "valid_mean_token_accuracy", value: .single(valid.accuracy)))
        }
        if let fullValid {
            members.append(JSONMember(name: "full_valid_mean_token_accuracy", value: .single(fullValid.accuracy)))
        }
        return members + rewards
    }

    private func scores(_ part: String, _ scores: Scores) -> [JSONMember] {
        [
            JSONMember(name: "\(part)_loss", value: .single(scores.loss)),
            JSONMember(name: "\(part)_mean_token_accuracy", value: .single(scores.accuracy)),
        ]
    }

    // MARK: - Rewards

    /// The rewards of preference training; empty for other methods.
    private var rewards: [JSONMember] {
        guard method == .dpo else { return [] }
        var members: [JSONMember] = []
        for (part, scores) in [("train", train), ("valid", valid), ("full_valid", fullValid)] {
            guard let scores else { continue }
            members += [
                JSONMember(name: "\(part)_reward_accuracy", value: .single(scores.accuracy)),
                JSONMember(name: "\(part)_reward_chosen", value: .single(scores.reward)),
                JSONMember(name: "\(part)_reward_rejected", value: .single(scores.rejectedReward)),
                JSONMember(name: "\(part)_reward_margin", value: .single(scores.margin)),
            ]
        }
        return members
    }

    /// The latest validation scores, if the step has any.
    private var evaluated: Scores? { fullValid ?? valid }

    private var rewardMeans: [JSONMember] {
        [JSONMember(name: "train_mean_reward", value: .single(train.reward))]
            + (evaluated.map { [JSONMember(name: "full_valid_mean_reward", value: .single($0.reward))] } ?? [])
    }

    private var reinforcementMembers: [JSONMember] {
        var scores = [JSONMember(name: "train_reward_mean", value: .single(train.reward))]
        if let evaluated { scores.append(JSONMember(name: "valid_reward_mean", value: .single(evaluated.reward))) }
        return [
            JSONMember(name: "step", value: .integer(step)), JSONMember(name: "scores", value: .object(scores)),
            JSONMember(name: "total_steps", value: .integer(totalSteps)),
        ] + rewardMeans + [JSONMember(name: "mean_unresponsive_rewards", value: .single(0))]
    }

    // MARK: - The result file

    /// The first line of the result file of a method.
    static func header(_ method: TrainingMethod) -> String {
        let columns = "step,train_loss,train_accuracy,valid_loss,valid_mean_token_accuracy"
        return switch method {
        case .supervised: columns
        case .dpo: columns + ",train_reward_margin,valid_reward_margin"
        case .reinforcement: "step,train_mean_reward,full_valid_mean_reward"
        }
    }

    /// The step's line of the result file.
    var line: String {
        guard method != .reinforcement else {
            return "\(step),\(train.reward.trimmed(5)),\(evaluated?.reward.trimmed(5) ?? "")"
        }
        var cells = [
            "\(step)", train.loss.trimmed(5), train.accuracy.trimmed(5), valid?.loss.trimmed(5) ?? "",
            valid?.accuracy.trimmed(5) ?? "",
        ]
        if method == .dpo {
            cells += [train.margin.trimmed(5), valid?.margin.trimmed(5) ?? ""]
        }
        return cells.joined(separator: ",")
    }
}

extension StepMetrics.Scores {
    /// The reward of preferred answers above that of rejected ones.
    fileprivate var margin: Double { reward - rejectedReward }
}

extension JSONValue {
    /// A number rounded to single precision, as a double.
    fileprivate static func single(_ value: Double) -> JSONValue { .decimal(Double(Float(value))) }
}

extension Double {
    /// The number with this many decimals, rounded half away from zero.
    func fixed(_ decimals: Int) -> String {
        let scale = (0..<decimals).reduce(1.0) { scale, _ in scale * 10 }
        let scaled = (magnitude * scale).rounded()
        guard scaled < 1e15 else { return description }
        let whole = Int(scaled)
        let unit = Int(scale)
        let fraction = String(whole % unit)
        let padding = String(repeating: "0", count: decimals - fraction.utf8.count)
        return (self < 0 && whole > 0 ? "-" : "") + "\(whole / unit)" + (decimals > 0 ? "." + padding + fraction : "")
    }

    /// The number with at most this many decimals, without trailing zeros.
    func trimmed(_ decimals: Int) -> String {
        var text = fixed(decimals)[...]
        guard text.contains(".") else { return String(text) }
        while text.last == "0" { text.removeLast() }
        if text.last == "." { text.append("0") }
        return String(text)
    }
}
