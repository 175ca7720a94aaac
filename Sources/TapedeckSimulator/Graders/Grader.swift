// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// A grader: a rule that turns a model's output into a reward, for reinforcement fine-tuning.
struct Grader: Sendable {
    /// The types of graders that stand by themselves, and of those that only a `multi` has.
    private static let types = (
        whole: ["multi", "python", "score_model", "string_check", "text_similarity"],
        part: ["label_model", "python", "score_model", "string_check", "text_similarity"]
    )

    let name: String
    let type: String
    let kind: GraderKind
    /// The grader as sent, without `null` members.
    let document: JSONValue

    /// Reads a grader from a request.
    /// - Parameters:
    ///   - fields: Its members.
    ///   - isPart: Whether it is one of those that a `multi` combines.
    /// - Throws: ``APIError`` when the type is unknown, or a member is missing or wrong.
    init(_ fields: RequestFields, isPart: Bool = false) throws(APIError) {
        _ = try fields.required("type")
        type = try fields.string("type", oneOf: isPart ? Self.types.part : Self.types.whole) ?? ""
        _ = try fields.required("name")
        name = try fields.string("name") ?? ""
        kind =
            switch type {
            case "string_check": .stringCheck(try StringCheck(fields))
            case "text_similarity": .textSimilarity(try TextSimilarity(fields))
            case "score_model": .scoreModel(try ScoreModel(fields))
            case "label_model": .labelModel(try LabelModel(fields))
            case "python": try Self.python(fields)
            default: .multi(try MultiGrader(fields))
            }
        document = .object(fields.members)
    }

    private static func python(_ fields: RequestFields) throws(APIError) -> GraderKind {
        _ = try fields.required("source")
        _ = try fields.string("source", length: 1...GraderTemplate.lengthLimit)
        _ = try fields.string("image_tag")
        return .python
    }
}

/// The kinds of graders.
enum GraderKind: Sendable {
    case stringCheck(StringCheck)
    case textSimilarity(TextSimilarity)
    case scoreModel(ScoreModel)
    case labelModel(LabelModel)
    /// A program, which the simulator does not run.
    case python
    case multi(MultiGrader)

    /// Grades a text.
    /// - Parameters:
    ///   - input: The item and the sample.
    ///   - path: The path of the grader in the request, for errors.
    /// - Returns: The reward, or what was wrong.
    /// - Throws: ``APIError`` for what the simulator cannot do.
    func result(for input: GraderInput, at path: String) throws(APIError) -> GraderResult {
        do {
            switch self {
            case .stringCheck(let check): return GraderResult(reward: try check.reward(input))
            case .textSimilarity(let similarity): return GraderResult(reward: try similarity.reward(input))
            case .scoreModel(let model): return try model.result(input)
            case .labelModel(let model): return try model.result(input)
            case .multi(let multi): return try multi.result(input, at: path)
            case .python:
                throw APIError(
                    message:
                        "Tapedeck's simulator runs no Python: '\(path)' is a grader of type 'python'. Run it in your "
                        + "own tests, or replay a recording.",
                    param: path
                )
            }
        } catch let problem as GraderProblem {
            return GraderResult(problem: problem)
        } catch let error as APIError {
            throw error
        } catch {
            preconditionFailure("A grader throws problems and errors of the API")
        }
    }

    /// The models that judge, with their paths in the request.
    func models(at path: String) -> [(name: String, path: String)] {
        switch self {
        case .scoreModel(let model): [(model.judge.model, path + ".model")]
        case .labelModel(let model): [(model.judge.model, path + ".model")]
        case .multi(let multi): multi.parts.flatMap { $0.grader.kind.models(at: $0.path(in: path)) }
        case .stringCheck, .textSimilarity, .python: []
        }
    }

    /// Checks the formula of a `multi` against the names of its parts.
    /// - Throws: ``APIError`` that tells what is wrong.
    func checkFormula(at path: String) throws(APIError) {
        guard case .multi(let multi) = self else { return }
        do throws(GraderProblem) {
            _ = try GraderFormula(multi.formula).value(of: multi.names.map { ($0, 0.5) })
        } catch {
            guard error.kind != .other else { return }
            throw APIError(
                message: "Invalid 'calculate_output': \(error.message)",
                param: path + ".calculate_output",
                code: "invalid_value"
            )
        }
    }
}
