// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

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
        for score in scores { add(score.metric.name, .double(score.mean)) }
        add("intervals", intervals)
        add("missing", .array(missing.map { ["id": .string($0.id), "reason": .string($0.reason)] }))
        add("settings", settings?.json)
        add("data", data.map { ["file": .string($0.file), "sha256": .string($0.sha256), "count": .integer($0.count)] })
        add("simulated", .bool(isSimulated))
        add("type", kind.map { .string($0.rawValue) })
        add("tapedeck", tapedeck.map(JSONValue.string))
        return .object(members + extras)
    }

    /// The results as the file holds them, indented, with a newline at the end.
    package var fileText: String { json.text(indent: 2) + "\n" }

    private var intervals: JSONValue? {
        var members: [JSONMember] = []
        if let bootstrap {
            members = [
                JSONMember(name: "confidence", value: .double(bootstrap.confidence)),
                JSONMember(name: "seed", value: .integer(bootstrap.seed)),
                JSONMember(name: "resamples", value: .integer(bootstrap.resamples)),
            ]
        }
        for score in scores {
            guard let interval = score.interval else { continue }
            let bounds: JSONValue = ["low": .double(interval.lowerBound), "high": .double(interval.upperBound)]
            members.append(JSONMember(name: score.metric.name, value: bounds))
        }
        return members.isEmpty ? nil : .object(members)
    }
}
