// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TapedeckTesting
import Testing

@testable import TapedeckTesting

struct expectScoresTests {
    private let folder: TemporaryFolder
    private static let references = ["the cat sat on the mat", "one two three"]

    init() throws {
        folder = try TemporaryFolder()
    }

    /// Compares with the environment that is given.
    private func check(
        _ predictions: [String],
        ids: [String]? = nil,
        environment: [String: String] = [:],
        tolerance: Double = 0
    ) async throws {
        let check = GoldenCheck(
            name: "golden",
            folder: folder.path,
            tolerance: tolerance,
            place: #_sourceLocation,
            environment: environment
        )
        let pairs = zip(predictions, Self.references).map { RougePair(candidate: $0, reference: $1) }
        let table = try await RougeScorer(metrics: [.rouge1]).scores(of: pairs)
        try check.run(ScoreFile(table: table, ids: ids, stemmer: .none))
    }

    @Test func `scores are written once and then compared in every bit`() async throws {
        let predictions = ["the cat sat on a mat", "one two"]
        try await check(predictions)
        #expect(
            try String(contentsOf: folder.url.appending(path: "golden.json"), encoding: .utf8).hasPrefix(
                #"{"count":2,"stemmer":false,"metrics":{"# + "\n" + #""rouge1":{"mean":{"precision":"#
            )
        )
        try await check(predictions, environment: ["CI": "true"])
    }

    @Test func `a difference names the means, the pair and the metric`() async throws {
        try await check(["the cat sat on a mat", "one two"], ids: ["cat", "count"])
        try await withKnownIssue {
            try await check(["the cat sat on a mat", "one"], ids: ["cat", "count"])
        } matching: { issue in
            let text = issue.comments.map(\.rawValue).joined()
            return text.contains("golden.json: 2 of 5 figures do not agree in every bit")
                && text.contains("golden.json: 1 of 2 pairs do not agree in every bit")
                && text.contains("count   rouge1.recall") && text.contains("TAPEDECK_RECORD=all swift test --filter")
        }
        try await check(["the cat sat on a mat", "one"], tolerance: 0.5)
    }

    @Test func `pairs that trade places are noticed though the means are the same`() async throws {
        try await check(["the cat", "one two three"])
        let other = ["the cat sat on the mat", "one"]
        try await withKnownIssue {
            try await check(other)
        } matching: {
            $0.comments.contains { $0.rawValue.contains("pairs do not agree") }
        }
        try await check(other, environment: ["TAPEDECK_RECORD": "all"])
        try await check(other)
    }

    @Test func `where CI is set a missing file fails the test`() async throws {
        try await withKnownIssue {
            try await check(["a", "b"], environment: ["CI": "true"])
        } matching: {
            $0.comments.contains { $0.rawValue.contains("golden.json, and CI is set; commit a recorded") }
        }
    }

    @Test func `lists of different lengths are refused`() async throws {
        let error = await #expect(throws: CassetteError.self) {
            try await expectScores(["a"], ["a", "b"], match: "golden", in: folder.path)
        }
        #expect(error?.message == "There are 1 prediction and 2 references; give as many of each.")
    }
}
