// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import Testing

struct RecordingConsentTests {
    @Test(arguments: [
        ([:], true), (["CI": ""], true), (["CI": "0"], true), (["CI": "false"], true), (["CI": "False"], true),
        (["CI": "true"], false), (["CI": "1"], false), (["CI": "woodpecker"], false),
    ])
    func `where CI is set, recording must be asked for`(environment: [String: String], isGiven: Bool) throws {
        let consent = try RecordingConsent(named: nil, environment: environment)
        #expect(consent.isGiven == isGiven)
        #expect(consent.mode == .once)
    }

    @Test(arguments: RecordMode.allCases)
    func `a flag that names the mode asks for it`(mode: RecordMode) throws {
        let consent = try RecordingConsent(named: mode, environment: ["CI": "true", "TAPEDECK_RECORD": "all"])
        #expect(consent.isGiven)
        #expect(consent.mode == mode)
    }

    @Test(arguments: RecordMode.allCases)
    func `a variable that names the mode asks for it`(mode: RecordMode) throws {
        let environment = ["CI": "true", "TAPEDECK_RECORD": mode.rawValue]
        let consent = try RecordingConsent(named: nil, environment: environment)
        #expect(consent.isGiven)
        #expect(consent.mode == mode)
    }

    @Test func `a variable that names no mode is an error that names both`() {
        let error = #expect(throws: CassetteError.self) {
            try RecordingConsent(named: nil, environment: ["TAPEDECK_RECORD": "yes"])
        }
        #expect(
            error?.message == "TAPEDECK_RECORD is 'yes', which is no record mode; use once, new_episodes, none, all."
        )
    }
}
