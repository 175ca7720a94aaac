// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

public import TapedeckRouge
public import Testing

/// Scores predictions by ROUGE, and expects the scores to be those of a file.
///
/// Scores are the same bits on every machine, so by default every bit counts. A difference is an issue that names the means
/// that changed and the pairs that changed most. The file lies beside the cassettes. It is written when it is
/// missing or when `TAPEDECK_RECORD` is `all`; where `CI` is set, only `TAPEDECK_RECORD` has it written.
/// `tapedeck rouge --expect` reads it too.
/// - Parameters:
///   - predictions: The texts under test.
///   - references: The text that each is compared with.
///   - golden: The path of the file below the folder of cassettes; `.json` is added to a name without an extension.
///   - ids: A name for each pair, by which pairs are compared and shown; by default their numbers.
///   - metrics: The metrics to compute.
///   - stemmer: The stemmer.
///   - tolerance: The largest difference that is accepted; 0.01 is a point.
///   - folder: The folder of the file; by default that of the test's cassettes.
///   - sourceLocation: The place that issues name.
/// - Returns: The scores.
/// - Throws: `CassetteError` when the file cannot be read or written. In tests of XCTest, where issues are not shown,
///   also an error that describes the difference.
@discardableResult
public func expectScores(
    _ predictions: [String],
    _ references: [String],
    match golden: String,
    ids: [String]? = nil,
    metrics: [RougeMetric] = RougeMetric.standard,
    stemmer: Stemmer = .none,
    tolerance: Double = 0,
    in folder: String? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
) async throws -> ScoreTable {
    try await expectScores(
        predictions,
        references.map { [$0] },
        match: golden,
        ids: ids,
        metrics: metrics,
        stemmer: stemmer,
        tolerance: tolerance,
        in: folder,
        sourceLocation: sourceLocation
    )
}

/// Scores predictions by ROUGE against several references each, and expects the scores to be those of a file.
///
/// For each metric the reference with the best F1 counts. All else is as with one reference for each prediction.
/// - Parameters:
///   - predictions: The texts under test.
///   - references: The texts that each is compared with, at least one.
///   - golden: The path of the file below the folder of cassettes; `.json` is added to a name without an extension.
///   - ids: A name for each pair, by which pairs are compared and shown; by default their numbers.
///   - metrics: The metrics to compute.
///   - stemmer: The stemmer.
///   - tolerance: The largest difference that is accepted; 0.01 is a point.
///   - folder: The folder of the file; by default that of the test's cassettes.
///   - sourceLocation: The place that issues name.
/// - Returns: The scores.
/// - Throws: `CassetteError` when the file cannot be read or written, and `RougeError` for a prediction without a
///   reference. In tests of XCTest, where issues are not shown, also an error that describes the difference.
@discardableResult
public func expectScores(
    _ predictions: [String],
    _ references: [[String]],
    match golden: String,
    ids: [String]? = nil,
    metrics: [RougeMetric] = RougeMetric.standard,
    stemmer: Stemmer = .none,
    tolerance: Double = 0,
    in folder: String? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
) async throws -> ScoreTable {
    let check = GoldenCheck(
        name: golden,
        folder: folder ?? TestCassette.current?.folder,
        tolerance: tolerance,
        place: sourceLocation
    )
    let scorer = RougeScorer(metrics: metrics, stemmer: stemmer)
    try check.requireSameCount(predictions.count, references.count, ids?.count)
    let pairs = zip(predictions, references).map { RougePair(candidate: $0, references: $1) }
    let table = try await scorer.scores(of: pairs)
    try check.run(ScoreFile(table: table, ids: ids, stemmer: stemmer))
    return table
}
