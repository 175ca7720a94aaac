// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import TapedeckCore
import TapedeckServer

/// Where the report of a run goes.
struct ReportOptions: ParsableArguments {
    @Option(help: "Write a report to this file: Markdown for .md, JUnit XML for .xml, else JSON.")
    var report: String?

    /// Refuses a report that would write over what the run reads or records into.
    /// - Parameters:
    ///   - cassette: The cassette of the run.
    ///   - inputs: Further files that the run reads.
    /// - Throws: `CassetteError` that names the file.
    func check(cassette: String?, inputs: [String?] = []) throws {
        var outputs = OutputFiles()
        outputs.add("--report", report)
        try outputs.check(inputs: inputs, cassettes: [cassette])
    }

    func write(_ run: RunReport) throws {
        guard let report else { return }
        let text =
            switch (report as NSString).pathExtension.lowercased() {
            case "md", "markdown": run.markdown
            case "xml": run.junit
            default: run.json.text(indent: 2) + "\n"
            }
        do {
            try Data(text.utf8).write(to: URL(fileURLWithPath: report), options: .atomic)
        } catch {
            throw CassetteError(
                code: .readOnly,
                message: "The report cannot be written to \(report) (\(error.localizedDescription))."
            )
        }
    }
}
