// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Tapedeck
import Testing

@testable import TapedeckTesting

struct RecordingChoiceTests {
    struct Row: CustomTestStringConvertible, Sendable {
        let testDescription: String
        var named: RecordMode?
        var environment: [String: String] = [:]
        let mode: RecordMode
        var isPrevented = false
    }

    static let rows = [
        Row(testDescription: "nothing said", mode: .once),
        Row(testDescription: "nothing said in CI", environment: ["CI": "true"], mode: .none, isPrevented: true),
        Row(testDescription: "the trait in CI", named: .once, environment: ["CI": "true"], mode: .once),
        Row(
            testDescription: "the variable in CI",
            environment: ["CI": "1", "TAPEDECK_RECORD": "new_episodes"],
            mode: .newEpisodes
        ),
        Row(
            testDescription: "the trait before the variable",
            named: .once,
            environment: ["TAPEDECK_RECORD": "new_episodes"],
            mode: .once
        ),
        Row(testDescription: "all before the trait", named: .once, environment: ["TAPEDECK_RECORD": "all"], mode: .all),
        Row(
            testDescription: "none of the trait before all",
            named: RecordMode.none,
            environment: ["TAPEDECK_RECORD": "all"],
            mode: .none
        ),
        Row(testDescription: "an empty variable", environment: ["TAPEDECK_RECORD": ""], mode: .once),
    ]

    @Test(arguments: rows)
    func `the mode is decided by trait, variable and CI`(row: Row) throws {
        let choice = try RecordingChoice(named: row.named, environment: row.environment)
        #expect(choice.mode == row.mode)
        #expect(choice.isPrevented == row.isPrevented)
    }

    @Test func `a variable that names no mode is refused with the modes`() {
        let error = #expect(throws: CassetteError.self) {
            try RecordingChoice(named: .once, environment: ["TAPEDECK_RECORD": "always"])
        }
        #expect(error?.message.contains("once, new_episodes, none, all") == true)
    }
}
