// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// A grader: a rule that turns a model's output into a reward, for reinforcement fine-tuning.
struct Grader: Sendable, Hashable {
    /// Required members for each grader type, besides `type`.
    private static let required = [
        "string_check": ["name", "input", "reference", "operation"],
        "text_similarity": ["name", "input", "reference", "evaluation_metric"],
        "score_model": ["name", "input", "model"], "python": ["name", "source"],
        "multi": ["name", "graders", "calculate_output"],
    ]

    /// The grader as sent, without `null` members.
    let document: JSONValue

    /// Reads a grader from a request.
    /// - Throws: ``APIError`` when the type is unknown, or a required member is missing.
    init(_ fields: RequestFields) throws(APIError) {
        _ = try fields.required("type")
        let type = try fields.string("type", oneOf: Self.required.keys.sorted()) ?? ""
        for name in Self.required[type] ?? [] { _ = try fields.required(name) }
        document = .object(fields.members)
    }
}

extension Simulator {
    /// Checks a grader and returns it: `POST /v1/fine_tuning/alpha/graders/validate`.
    func validateGrader(_ fields: RequestFields) throws(APIError) -> ServedResponse {
        try fields.allow(only: ["grader"])
        guard let grader = try fields.object("grader") else { throw .missing("grader") }
        return .json(["grader": try Grader(grader).document], .indented)
    }
}
