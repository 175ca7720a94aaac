// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// A grader that combines the rewards of others by a formula.
struct MultiGrader: Sendable {
    /// A grader with its name in the formula.
    struct Part: Sendable {
        let name: String
        let grader: Grader
        /// Its path below `graders`, such as `.accuracy` or `[0]`.
        fileprivate let place: String

        func path(in multi: String) -> String { multi + ".graders" + place }
    }

    /// Maximum number of graders.
    private static let partLimit = 64
    /// Maximum length of the formula, in characters.
    private static let formulaLimit = 4096

    let parts: [Part]
    let formula: String

    /// The names that the formula may use.
    var names: [String] { parts.map(\.name) }

    init(_ fields: RequestFields) throws(APIError) {
        for name in ["graders", "calculate_output"] { _ = try fields.required(name) }
        parts = try Self.parts(fields)
        formula = try fields.string("calculate_output", length: 1...Self.formulaLimit) ?? ""
    }

    /// The graders: an object by name, a list, or a single one.
    private static func parts(_ fields: RequestFields) throws(APIError) -> [Part] {
        let value = try fields.required("graders")
        let path = fields.path(of: "graders")
        var parts: [Part] = []
        if let elements = try? fields.array("graders") {
            guard (1...partLimit).contains(elements.count) else {
                let isBelow = elements.isEmpty
                throw .wrongCount(path, count: elements.count, bound: isBelow ? 1 : partLimit, isBelow: isBelow)
            }
            for (index, element) in elements.enumerated() {
                let grader = try Grader(RequestFields(element, at: "\(path)[\(index)]"), isPart: true)
                parts.append(Part(name: grader.name, grader: grader, place: "[\(index)]"))
            }
            return parts
        }
        let members = try RequestFields(value, at: path)
        if members["type"]?.string != nil {
            let grader = try Grader(members, isPart: true)
            return [Part(name: grader.name, grader: grader, place: "")]
        }
        guard (1...partLimit).contains(members.members.count) else {
            throw APIError(
                message: "Invalid '\(path)': expected an object with 1 to \(partLimit) graders, but got an object with "
                    + "\(members.members.count) instead.",
                param: path,
                code: "invalid_value"
            )
        }
        for member in members.members {
            let place = "\(path).\(member.name)"
            let grader = try Grader(RequestFields(member.value, at: place), isPart: true)
            parts.append(Part(name: member.name, grader: grader, place: ".\(member.name)"))
        }
        return parts
    }

    /// Grades with each part, and combines the rewards.
    func result(_ input: GraderInput, at path: String) throws(APIError) -> GraderResult {
        var result = GraderResult(reward: 0)
        var values: [(name: String, value: Double)] = []
        for part in parts {
            let partial = try part.grader.kind.result(for: input, at: part.path(in: path))
            result.subRewards.append((part.name, partial.reward))
            result.problems.formUnion(partial.problems)
            for usage in partial.usage { result.add(usage.usage, of: usage.model) }
            values.append((part.name, partial.reward))
        }
        guard result.problems.isEmpty else { return result }
        do throws(GraderProblem) {
            result.reward = try GraderFormula(formula).value(of: values)
        } catch {
            result.problems.insert(error.kind)
        }
        return result
    }
}
