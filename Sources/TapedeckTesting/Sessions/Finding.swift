// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckServer

/// Something about the use of a cassette that the author of a test has to know.
struct Finding: Sendable, Hashable {
    /// The whole explanation.
    let text: String
    /// Whether it fails the test.
    let isFailure: Bool

    /// Creates a finding.
    init(_ text: String, isFailure: Bool = true) {
        self.text = text
        self.isFailure = isFailure
    }
}

/// The findings of one session, with the report they come from.
struct Findings: Sendable {
    /// The findings, those that explain others first.
    var list: [Finding] = []
    /// The report of the session.
    var report: RunReport?

    /// The failures among them as an error, for tests that do not show issues.
    var failure: TestFailure? {
        let texts = list.filter(\.isFailure).map(\.text)
        return texts.isEmpty ? nil : TestFailure(description: texts.joined(separator: "\n"))
    }
}

/// The error of a failed expectation, for tests that do not show issues: those of XCTest.
struct TestFailure: Error, CustomStringConvertible {
    /// The whole explanation.
    let description: String
}
