// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TapedeckWorkflow

/// The gate that keeps figures from drifting.
struct GateOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Results that must come out, as a run has written them; the samples that moved most are named (repeatable).",
            valueName: "file"
        )
    )
    var expect: [String] = []

    @Option(
        help: ArgumentHelp("Largest difference that --expect accepts. (default: 0, every bit)", valueName: "number")
    )
    var tolerance: Double?

    func validate() throws {
        if tolerance != nil, expect.isEmpty { throw ValidationError("--tolerance belongs to --expect.") }
        if let tolerance, !(tolerance >= 0) { throw ValidationError("--tolerance must be 0 or more.") }
    }

    /// Reads the files, before anything is asked.
    func expectations() throws -> [Expectation] {
        try expect.map(Self.expectation)
    }

    private static func expectation(_ path: String) throws(WorkflowError) -> Expectation {
        let expectation: Expectation
        do {
            expectation = try Expectation(path: path, bootstrap: nil)
        } catch {
            throw error.exitCode == 64
                ? .badInput("\(path) holds intervals of 'tapedeck rouge'. Give an eval_results.json.")
                : .badInput(error.description)
        }
        guard case .results = expectation.content else {
            throw .badInput("\(path) holds scores of pairs. Give an eval_results.json.")
        }
        return expectation
    }

    /// Says what moved.
    /// - Returns: Whether everything came out as expected.
    func judge(_ results: EvaluationResults?, _ expectations: [Expectation]) throws -> Bool {
        guard !expectations.isEmpty else { return true }
        guard let results else {
            Terminal.note("no sample was answered, so there are no figures to compare with --expect")
            return false
        }
        let got: Expectation
        do {
            got = try Expectation(path: "the results", results: results.fileText)
        } catch {
            throw WorkflowError.checkFailed(error.description)
        }
        var isSame = true
        for expectation in expectations {
            let verdict = expectation.verdict(of: got, tolerance: tolerance ?? 0)
            Terminal.write(verdict.description)
            isSame = isSame && verdict.isSame
        }
        return isSame
    }
}
