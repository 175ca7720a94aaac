// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

extension Simulator {
    /// Checks a grader and returns it: `POST /v1/fine_tuning/alpha/graders/validate`.
    func validateGrader(_ fields: RequestFields) throws(APIError) -> ServedResponse {
        try fields.allow(only: ["grader"])
        withState { $0.clock.tick() }
        let grader = try grader(fields)
        try grader.kind.checkFormula(at: "grader")
        return .json(["grader": grader.document], .indented)
    }

    /// Grades a text: `POST /v1/fine_tuning/alpha/graders/run`.
    func runGrader(_ fields: RequestFields) throws(APIError) -> ServedResponse {
        try fields.allow(only: ["grader", "item", "model_sample", "reference_answer"])
        withState { $0.clock.tick() }
        let grader = try grader(fields)
        _ = try fields.required("model_sample")
        let sample = try fields.string("model_sample") ?? ""
        let item = try fields.object("item")?.members ?? []
        // Earlier clients send the reference beside the item.
        let reference = fields["reference_answer"].map { JSONMember(name: "reference_answer", value: $0) }
        let input = GraderInput(item: .object(item + (reference.map { [$0] } ?? [])), sample: sample)
        let result = try grader.kind.result(for: input, at: "grader")
        return .json(result.document(name: grader.name, type: grader.type), .indented)
    }

    private func grader(_ fields: RequestFields) throws(APIError) -> Grader {
        guard let document = try fields.object("grader") else { throw .missing("grader") }
        let grader = try Grader(document)
        for (name, path) in grader.kind.models(at: "grader") where calendar.model(named: name) == nil {
            throw APIError(
                message: "The requested model '\(name)' does not exist.",
                param: path,
                code: "model_not_found"
            )
        }
        return grader
    }
}
