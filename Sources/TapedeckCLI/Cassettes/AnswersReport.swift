// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCassettes
import TapedeckCore

/// Checks the responses of a cassette against an OpenAPI description.
struct AnswersReport {
    /// The most differences of one answer that are told.
    private static let limit = 5

    let check: AnswerCheck
    let output: ProblemOutput

    func run(_ cassette: Cassette) throws {
        var (conforming, different, quirks, seen) = (0, 0, 0, 0)
        var untold: [String: Int] = [:]
        let all = try cassette.count()
        try cassette.forEachInteraction { stored in
            seen += 1
            output.show(seen, of: all)
            switch try check.verdict(on: stored.interaction, read: cassette.read) {
            case .conforms(let known):
                conforming += 1
                quirks += known.count
            case .untold(let reason): untold[reason, default: 0] += 1
            case .differs(let violations):
                different += 1
                let drift = violations.filter { !$0.isQuirk }
                quirks += violations.count - drift.count
                for violation in drift.prefix(Self.limit) { report(violation.message, stored) }
                if drift.count > Self.limit { report("and \(counted(drift.count - Self.limit, "more place"))", stored) }
            }
        }
        output.summarize(
            "\(counted(conforming, "answer is", "answers are")) as described, \(different) \(different == 1 ? "is" : "are") not, "
                + "\(counted(untold.values.reduce(0, +), "is", "are")) not described; "
                + "\(counted(quirks, "place")) at which the description is known to be wrong"
        )
        for (reason, count) in untold.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
            output.summarize("  \(count) × \(reason)")
        }
    }

    private func report(_ message: String, _ stored: StoredInteraction) {
        let request = stored.interaction.request
        output.report(
            CassetteProblem(
                kind: .schema,
                interaction: stored.id,
                message: "\(request.method.rawValue) \(request.path) \(stored.interaction.response.status): \(message)"
            )
        )
    }
}
