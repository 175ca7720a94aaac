// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Tapedeck
import TapedeckCore
import TapedeckRouge
import TapedeckScores
import Testing

/// Compares scores with those of a file, or writes them there.
struct GoldenCheck: Sendable {
    /// The path of the file below the folder.
    let name: String
    /// The folder; `nil` for that of cassettes.
    let folder: String?
    /// The largest difference that is accepted.
    let tolerance: Double
    /// The place that issues name.
    let place: SourceLocation
    /// The environment.
    var environment = ProcessInfo.processInfo.environment

    /// Compares, or writes.
    func run(_ scores: ScoreFile) throws {
        let path = try CassettePath.resolve(name, in: folder, file: place.filePath, extension: "json")
        let choice = try RecordingChoice(named: nil, environment: environment)
        let exists = FileManager.default.fileExists(atPath: path)
        if choice.mode == .all || (!exists && choice.mode.records(emptyCassette: true)) {
            return try write(scores.text, to: path)
        }
        guard exists else {
            let error = CassetteError(
                code: .notFound,
                message: "There are no expected scores \(path)\(choice.isPrevented ? ", and CI is set" : "")",
                remedy: .allowRecording(.once)
            )
            return try report(error.text(for: .test(filter: filter)))
        }
        if let difference = try difference(of: scores, from: path) { try report(difference) }
    }

    /// Expects lists of the same length.
    func requireSameCount(_ predictions: Int, _ references: Int, _ ids: Int?) throws {
        guard predictions != references || ids ?? predictions != predictions else { return }
        let named = ids.map { ", \(counted($0, "id"))" } ?? ""
        throw CassetteError(
            code: .invalidArgument,
            message:
                "There are \(counted(predictions, "prediction")) and \(counted(references, "reference"))\(named); give as many of each."
        )
    }

    /// What differs, in words.
    private func difference(of scores: ScoreFile, from path: String) throws -> String? {
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        do {
            let expected = try ExpectedScores(path: path, bytes: bytes)
            try expected.check(hasIntervals: false)
            guard
                case .results(let figures, let rows) = try ExpectedScores(path: path, bytes: Array(scores.text.utf8))
                    .content
            else { return nil }
            let verdict = expected.verdict(figures: figures, rows: rows, tolerance: tolerance, comparesSamples: true)
            guard !verdict.isSame else { return nil }
            return verdict.description
                + "To accept these scores: \(EnvironmentVariable.record)=all swift test --filter '\(filter)'"
        } catch {
            throw CassetteError(code: .invalidArgument, message: error.description)
        }
    }

    private var filter: String { TestName.ofRunningTest?.filter ?? "" }

    private func write(_ text: String, to path: String) throws {
        do {
            try FileManager.default.createDirectory(
                at: URL(fileURLWithPath: path).deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
            let file = try AtomicFile(path: path)
            try file.write(Array(text.utf8))
            try file.finish()
        } catch let error as FileFailure {
            throw CassetteError(code: .writeFailed, message: "\(path) cannot be written: \(error.reason).")
        }
    }

    /// Fails the test.
    private func report(_ text: String) throws {
        let reporter = IssueReporter(place: place)
        guard reporter.isOfSwiftTesting else { throw TestFailure(description: text) }
        reporter.report(Finding(text))
    }
}
