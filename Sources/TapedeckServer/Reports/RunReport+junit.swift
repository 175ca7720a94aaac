// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

extension RunReport {
    /// The report as JUnit XML: a failed case for each miss and each kind of refused request, and one for the run, failed
    /// for every other reason.
    package var junit: String {
        // Misses and refused requests have cases of their own, as far as they are kept.
        let reasons = failures.filter { failure in
            switch failure.kind {
            case .missed: misses.isEmpty
            case .refused: refusals.isEmpty
            default: true
            }
        }
        let failed = misses.count + refusals.count + (reasons.isEmpty ? 0 : 1)
        var lines = [
            #"<?xml version="1.0" encoding="UTF-8"?>"#,
            #"<testsuite name="tapedeck" tests="\#(misses.count + refusals.count + 1)" failures="\#(failed)">"#,
            #"  <testcase classname="tapedeck" name="run">"#,
        ]
        if !reasons.isEmpty {
            let message = reasons.map(\.message).joined(separator: "; ")
            let details = reasons.contains { $0.kind == .unused } ? unused.map(\.description) : []
            lines.append(
                #"    <failure message="\#(Self.escape(message))">\#(Self.escape(details.joined(separator: "\n")))</failure>"#
            )
        }
        lines += [
            "    <system-out>\(Self.escape(json.text(indent: 2)))</system-out>",
            "  </testcase>",
        ]
        for miss in misses {
            lines += [
                #"  <testcase classname="tapedeck.miss" name="\#(Self.escape(miss.requestLine))">"#,
                #"    <failure message="no matching recording">\#(Self.escape(miss.description))</failure>"#,
                "  </testcase>",
            ]
        }
        for refusal in refusals {
            lines += [
                #"  <testcase classname="tapedeck.refused" name="\#(Self.escape(refusal.requestLine))">"#,
                #"    <failure message="the request reached no session">\#(Self.escape(refusal.text))</failure>"#,
                "  </testcase>",
            ]
        }
        return (lines + ["</testsuite>"]).joined(separator: "\n") + "\n"
    }

    /// Text escaped for XML 1.0.
    private static func escape(_ text: String) -> String {
        text.unicodeScalars.reduce(into: "") { result, scalar in
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "\n", "\t": result.unicodeScalars.append(scalar)
            case _ where scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF: result += "\u{FFFD}"
            default: result.unicodeScalars.append(scalar)
            }
        }
    }
}
