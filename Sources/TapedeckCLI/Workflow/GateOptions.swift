// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TapedeckScores
import TapedeckWorkflow

/// Options of the gate that fails a run when scores change.
struct GateOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Results file of an earlier run to be reproduced; the samples with the largest changes are named (repeatable).",
            valueName: "file"
        )
    )
    var expect: [String] = []

    @Option(
        help: ArgumentHelp(
            "Largest difference that --expect and --no-worse-than accept; 0.01 is a point. (default: 0, every bit)",
            valueName: "number"
        )
    )
    var tolerance: Double?

    @OptionGroup var floors: FloorOptions

    func validate() throws {
        if tolerance != nil, expect.isEmpty, floors.noWorseThan.isEmpty {
            throw ValidationError("--tolerance belongs to --expect and --no-worse-than.")
        }
        if let tolerance, !(tolerance >= 0) { throw ValidationError("--tolerance must be 0 or more.") }
    }

    /// The contents of the gates' files.
    struct Files {
        let expected: [ExpectedScores]
        let floors: [ExpectedScores]
    }

    /// Reads the files, before any request is sent.
    func files() throws -> Files {
        do {
            return Files(expected: try expect.map(Self.expectation), floors: try floors.expectations())
        } catch let failure as RougeFailure {
            throw WorkflowError.badInput(failure.description)
        }
    }

    private static func expectation(_ path: String) throws(WorkflowError) -> ExpectedScores {
        let expectation: ExpectedScores
        do {
            expectation = try ExpectedScores(path: path, bootstrap: nil)
        } catch {
            throw error.exitCode == .validationFailure
                ? .badInput("\(path) holds intervals of 'tapedeck rouge'. Give an eval_results.json.")
                : .badInput(error.description)
        }
        guard case .results = expectation.content else {
            throw .badInput("\(path) holds scores of pairs. Give an eval_results.json.")
        }
        return expectation
    }

    /// Shows what has changed.
    /// - Returns: Whether all scores are as expected.
    func judge(_ results: EvaluationResults?, _ files: Files) throws -> Bool {
        guard !expect.isEmpty || !floors.isEmpty else { return true }
        guard let results else {
            Terminal.note("no sample was answered, so there are no figures for --expect, --min or --no-worse-than")
            return false
        }
        let got: ExpectedScores
        do {
            got = try ExpectedScores(path: "the results", bytes: Array(results.fileText.utf8))
        } catch {
            throw WorkflowError.checkFailed(error.description)
        }
        var isSame = true
        for expectation in files.expected {
            let verdict = expectation.verdict(of: got, tolerance: tolerance ?? 0)
            Terminal.write(verdict.description)
            isSame = isSame && verdict.isSame
        }
        guard case .results(let scores, _) = got.content else { return isSame }
        do {
            let values = scores.map { ($0.name, $0.value) }
            return try floors.judge(values, files.floors, tolerance: tolerance ?? 0) && isSame
        } catch {
            throw WorkflowError.checkFailed(error.description)
        }
    }
}
