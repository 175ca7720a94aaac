// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The cassette of the running test.
public enum Tapedeck {
    /// The session that the trait of this test, or ``withCassette(_:in:mode:matching:playback:simulator:upstream:onMiss:unused:function:sourceLocation:_:)``, has made.
    ///
    /// Point a client at its ``CassetteSession/baseURL`` and give it its ``CassetteSession/key``. Tasks of the test inherit
    /// the session; detached tasks and callbacks on other threads do not, so take the values before.
    ///
    /// Where no cassette is in use, the test fails with an explanation, and the base URL leads nowhere.
    public static var current: CassetteSession {
        if let use = TestCassette.current { return CassetteSession(use: use) }
        IssueReporter.ofRunningTest.report(
            Finding(
                """
                No cassette is in use here. Tapedeck.current is for the body of a test with the trait .cassette("…"), of a \
                test in a suite with .cassettes(), and for the closure of withCassette. Detached tasks and callbacks \
                do not inherit it: take what they need before they begin.
                """
            )
        )
        return CassetteSession(use: nil)
    }
}
