// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// What a grader reads: an item of the data set, and the output of the model.
struct GraderInput: Sendable {
    let item: JSONValue
    let sample: String
    /// The sample as JSON; `nil` when it is none.
    let sampleJSON: JSONValue?

    init(item: JSONValue, sample: String) {
        self.item = item
        self.sample = sample
        sampleJSON = try? JSONValue(parsing: Array(sample.utf8)[...])
    }

    /// The value of a template variable, as text: a string as it is, everything else as JSON.
    /// - Parameter path: The parts of its name, such as `item` and `label`.
    /// - Returns: The text.
    /// - Throws: ``GraderProblem`` when there is no such value.
    func text(of path: [String]) throws(GraderProblem) -> String {
        let value = try value(of: path)
        return value.string ?? value.text()
    }

    private func value(of path: [String]) throws(GraderProblem) -> JSONValue {
        let name = path.joined(separator: ".")
        let found: JSONValue?
        switch path.first {
        case "item": found = Self.value(path.dropFirst(), in: item)
        case "sample" where path.count == 2 && path[1] == "output_text": found = .string(sample)
        case "sample" where path.count >= 2 && path[1] == "output_json":
            guard let sampleJSON else {
                throw GraderProblem(kind: .sample, message: "'\(name)' needs a sample that is JSON.")
            }
            found = Self.value(path.dropFirst(2), in: sampleJSON)
        default: found = nil
        }
        guard let found else { throw GraderProblem(kind: .variable, message: "there is no value '\(name)'.") }
        return found
    }

    private static func value(_ path: ArraySlice<String>, in root: JSONValue) -> JSONValue? {
        var value = root
        for part in path {
            if let index = Int(part), let elements = value.elements {
                guard elements.indices.contains(index) else { return nil }
                value = elements[index]
            } else {
                guard case .object(let members) = value,
                    let member = members.last(where: { $0.name.isSpelled(like: part) })
                else { return nil }
                value = member.value
            }
        }
        return value
    }
}
