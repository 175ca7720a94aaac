// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TapedeckTesting
import Testing

struct TapedeckTests {
    @Test func `without a cassette the test fails with an explanation, and nothing is reached`() {
        withKnownIssue {
            let session = Tapedeck.current
            #expect(session.baseURL.host() == "no-cassette.invalid")
            #expect(session.key == session.placeholderKey)
            #expect(throws: CassetteError.self) { try session.report() }
        } matching: { issue in
            issue.isFailure && issue.comments.contains { $0.rawValue.hasPrefix("No cassette is in use here.") }
        }
    }

    @Test(.simulated(SimulatorConfiguration(seed: 3))) func `tasks of a test inherit its session`() async throws {
        let url = Tapedeck.current.baseURL
        let inherited = await Task { Tapedeck.current.baseURL }.value
        #expect(inherited == url)
    }
}
