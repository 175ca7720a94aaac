// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
package import TapedeckCore
import TapedeckRouge

extension EvaluationResults {
    /// The results as JSON, members in a fixed order; scores read back to the same bits.
    package var json: JSONValue {
        var members: [JSONMember] = []
        func add(_ name: String, _ value: JSONValue?) {
            if let value { members.append(JSONMember(name: name, value: value)) }
        }
        add("model_name", .string(modelName))
        add("num_samples", sampleCount.map(JSONValue.integer))
        for score in scores { add(score.metric.name, .decimal(score.mean)) }
        add("intervals", intervals)
        add("missing", .array(missing.map { ["id": .string($0.id), "reason": .string($0.reason)] }))
        add("settings", settings?.json)
        add("data", data?.json)
        add("simulated", .bool(isSimulated))
        add("type", kind.map { .string($0.rawValue) })
        add("answers", answers?.json)
        add("tapedeck", tapedeck.map(JSONValue.string))
        return .object(members + extras)
    }

    /// The results as the file holds them, indented, with a newline at the end.
    package var fileText: String { json.text(indent: 2) + "\n" }

    private var intervals: JSONValue? {
        var members: [JSONMember] = []
        if let bootstrap {
            members = [
                JSONMember(name: "confidence", value: .decimal(bootstrap.confidence)),
                JSONMember(name: "seed", value: .integer(bootstrap.seed)),
                JSONMember(name: "resamples", value: .integer(bootstrap.resamples)),
            ]
        }
        for score in scores {
            guard let interval = score.interval else { continue }
            let bounds: JSONValue = ["low": .decimal(interval.lowerBound), "high": .decimal(interval.upperBound)]
            members.append(JSONMember(name: score.metric.name, value: bounds))
        }
        return members.isEmpty ? nil : .object(members)
    }
}

extension EvaluationResults {
    /// Maximum size of a results file in bytes.
    private static let sizeLimit = 16 << 20

    /// Reads `eval_results.json`.
    /// - Parameter path: The path of the file.
    /// - Throws: ``WorkflowError`` with code `badInput` when it cannot be read, or does not hold results.
    package init(file path: String) throws(WorkflowError) {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw .badInput("\(path): no such file. Check the path.")
        }
        guard !isFolder.boolValue else { throw .badInput("\(path) is a folder. Give a file.") }
        let data: Data
        do {
            guard let handle = FileHandle(forReadingAtPath: path) else {
                throw WorkflowError.badInput("\(path) cannot be opened. Check who may read it.")
            }
            data = try handle.read(upToCount: Self.sizeLimit + 1) ?? Data()
        } catch let error as WorkflowError {
            throw error
        } catch {
            throw .badInput("\(path) cannot be read: \(error.localizedDescription)")
        }
        guard data.count <= Self.sizeLimit else {
            throw .badInput("\(path) is larger than \(Self.sizeLimit) bytes, so it holds no evaluation results.")
        }
        var bytes = Array(data)
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
        do {
            try self.init(json: JSONValue(parsing: bytes), at: path)
        } catch let error as JSONError {
            let line = bytes.prefix(error.offset).count { $0 == 0x0A } + 1
            throw .badInput("\(path), line \(line): not JSON at byte \(error.offset + 1): \(error.reason).")
        } catch let error as WorkflowError {
            throw error
        } catch {
            throw .badInput("\(path): \(error)")
        }
    }

    /// Reads results from JSON; only `model_name` and one score are required.
    /// - Parameters:
    ///   - json: The object.
    ///   - place: The file, for errors.
    /// - Throws: ``WorkflowError`` with code `badInput` when a member is of another type, or a score outside `0...1`
    ///   and the file does not say `"unit": "percent"`.
    package init(json: JSONValue, at place: String) throws(WorkflowError) {
        guard case .object(let members) = json else {
            throw .badInput("\(place): not a JSON object. Give results of an evaluation.")
        }
        guard let name = json["model_name"]?.string else {
            throw .badInput("\(place): there is no text \"model_name\", which says what the figures are of.")
        }
        let scale: Double
        switch json["unit"] {
        case nil, .null?, .string("share")?: scale = 1
        case .string("percent")?: scale = 100
        default: throw .badInput("\(place): \"unit\" is neither \"share\" nor \"percent\".")
        }
        self.init(modelName: name, scores: [])
        let known = [
            "model_name", "unit", "num_samples", "intervals", "missing", "settings", "data", "simulated", "type",
            "tapedeck",
        ]
        for member in members {
            if let metric = try? RougeMetric(member.name) {
                guard let value = member.value.double else {
                    throw .badInput("\(place): \"\(member.name)\" is not a number.")
                }
                let mean = try Self.share(value, scale, "\"\(member.name)\"", place)
                let bounds = try Self.interval(json["intervals"]?[member.name], scale, member.name, place)
                scores.removeAll { $0.metric == metric }
                scores.append(MetricScore(metric: metric, mean: mean, interval: bounds))
            } else if member.name == "answers", let statistics = AnswerStatistics(json: member.value) {
                answers = statistics
            } else if !known.contains(member.name) {
                extras.append(member)
            }
        }
        guard !scores.isEmpty else {
            throw .badInput("\(place): there is no ROUGE figure. Give \"rouge1\", \"rouge2\" or \"rougeL\".")
        }
        try readRest(json, place)
    }

    private mutating func readRest(_ json: JSONValue, _ place: String) throws(WorkflowError) {
        if let count = json["num_samples"], count != .null {
            guard let number = count.integer, number >= 0 else {
                throw .badInput("\(place): \"num_samples\" is not a whole number.")
            }
            sampleCount = number
        }
        if let intervals = json["intervals"], let confidence = intervals["confidence"]?.double {
            bootstrap = try? Bootstrap(
                confidence: confidence,
                resamples: intervals["resamples"]?.integer ?? 1000,
                seed: UInt32(exactly: intervals["seed"]?.integer ?? 0) ?? 0
            )
        }
        missing = (json["missing"]?.elements ?? []).compactMap { sample in
            guard let id = sample["id"]?.string ?? sample.string else { return nil }
            return MissingSample(id: id, reason: sample["reason"]?.string ?? "")
        }
        if let object = json["settings"], case .object = object { settings = EvaluationSettings(json: object) }
        data = json["data"].flatMap { DataSource(json: $0) }
        isSimulated = json["simulated"]?.bool ?? false
        if let type = json["type"], type != .null {
            guard let kind = type.string.flatMap(ModelKind.init(rawValue:)) else {
                throw .badInput("\(place): \"type\" is neither \"base\" nor \"fine-tuned\".")
            }
            self.kind = kind
        }
        tapedeck = json["tapedeck"]?.string
    }

    private static func interval(
        _ json: JSONValue?,
        _ scale: Double,
        _ name: String,
        _ place: String
    ) throws(WorkflowError) -> ClosedRange<Double>? {
        guard let low = json?["low"]?.double, let high = json?["high"]?.double else { return nil }
        let bounds = (
            try share(low, scale, "the low bound of \"\(name)\"", place),
            try share(high, scale, "the high bound of \"\(name)\"", place)
        )
        guard bounds.0 <= bounds.1 else { throw .badInput("\(place): the bounds of \"\(name)\" are in reverse order.") }
        return bounds.0...bounds.1
    }

    private static func share(
        _ value: Double,
        _ scale: Double,
        _ what: String,
        _ place: String
    ) throws(WorkflowError) -> Double {
        guard value >= 0, value <= scale else {
            let remedy = scale == 1 ? " Divide percentages by 100, or say \"unit\": \"percent\"." : ""
            throw .badInput(
                "\(place): \(what) is \(value), which is not between 0 and \(scale == 1 ? 1 : 100).\(remedy)"
            )
        }
        return value / scale
    }
}
