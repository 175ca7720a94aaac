// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Tapedeck
import TapedeckServer
import Testing

/// Records findings as issues of a place; outside of a test of Swift Testing, where XCTest shows none, on standard error too.
struct IssueReporter: Sendable {
    /// The place that issues name; `nil` for that of this file.
    var place: SourceLocation?

    /// A reporter that names the running test.
    static var ofRunningTest: IssueReporter { IssueReporter(place: Test.current?.sourceLocation) }

    /// Whether issues reach somebody.
    var isOfSwiftTesting: Bool { Test.current != nil }

    /// Reports a finding.
    func report(_ finding: Finding) {
        if !isOfSwiftTesting {
            write(finding)
            // A detached task of a test of Swift Testing has no test, but an issue still fails the run.
            guard finding.isFailure else { return }
        }
        let place = place ?? #_sourceLocation
        Issue.record(
            Comment(rawValue: finding.text),
            severity: finding.isFailure ? .error : .warning,
            sourceLocation: place
        )
    }

    /// Reports findings, and attaches the report they come from.
    func report(_ findings: Findings) {
        guard !findings.list.isEmpty else { return }
        for finding in findings.list { report(finding) }
        guard isOfSwiftTesting, let report = findings.report else { return }
        Attachment.record(report.markdown, named: "tapedeck.md", sourceLocation: place ?? #_sourceLocation)
    }

    private func write(_ finding: Finding) {
        let place = place.map { "\($0.filePath):\($0.line): " } ?? ""
        let kind = finding.isFailure ? "error" : "warning"
        FileHandle.standardError.write(Data("\(place)\(kind): \(finding.text)\n".utf8))
    }
}
