// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// The figures of one training step.
struct StepMetrics: Sendable, Hashable {
    /// A loss, and the share of tokens that were foreseen.
    struct Figure: Sendable, Hashable {
        let loss: Double
        let accuracy: Double
    }

    let step: Int
    let totalSteps: Int
    let train: Figure
    /// Of a batch of the validation file, every few steps.
    var valid: Figure?
    /// Of the whole validation file, at the end of an epoch.
    var fullValid: Figure?

    /// The text of the step's event.
    var message: String {
        "Step \(step)/\(totalSteps): training loss=\(train.loss.fixed(2))"
            + (valid.map { ", validation loss=\($0.loss.fixed(2))" } ?? "")
            + (fullValid.map { ", full validation loss=\($0.loss.fixed(2))" } ?? "")
    }

    /// The data of the step's event.
    var document: JSONValue {
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
        return .object(members)
    }

    /// The `metrics` of a checkpoint after the step.
    /// - Parameter method: The method of the job.
    /// - Returns: The object.
    func checkpointDocument(_ method: JobMethod.Kind) -> JSONValue {
        var members = [
            JSONMember(name: "step", value: .integer(step)), JSONMember(name: "train_loss", value: .single(train.loss)),
            JSONMember(name: "train_mean_token_accuracy", value: .single(train.accuracy)),
        ]
        if let valid {
            members.append(JSONMember(name: "valid_loss", value: .single(valid.loss)))
            members.append(JSONMember(name: "valid_mean_token_accuracy", value: .single(valid.accuracy)))
        }
        if let fullValid {
            members.append(JSONMember(name: "full_valid_loss", value: .single(fullValid.loss)))
            members.append(JSONMember(name: "full_valid_mean_token_accuracy", value: .single(fullValid.accuracy)))
        }
        members.append(JSONMember(name: "type", value: .string(method.rawValue)))
        return .object(members)
    }

    /// The step's line of the result file.
    var line: String {
        let cells = [
            "\(step)", train.loss.trimmed(5), train.accuracy.trimmed(5), valid?.loss.trimmed(5) ?? "",
            valid?.accuracy.trimmed(5) ?? "",
        ]
        return cells.joined(separator: ",")
    }
}

extension JSONValue {
    /// A number of single precision, spelled as the double it is.
    fileprivate static func single(_ value: Double) -> JSONValue { .decimal(Double(Float(value))) }
}

extension Double {
    /// The number with a fixed count of decimals, rounded half away from zero.
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

    /// The number with at most a count of decimals.
    func trimmed(_ decimals: Int) -> String {
        var text = fixed(decimals)[...]
        guard text.contains(".") else { return String(text) }
        while text.last == "0" { text.removeLast() }
        if text.last == "." { text.append("0") }
        return String(text)
    }
}
