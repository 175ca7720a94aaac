// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import Tapedeck
import TapedeckCore
import TapedeckServer

/// Options of what a run tells about itself: reports, and spans.
struct ReportOptions: ParsableArguments {
    /// The forms a report can have, by the extension of the file.
    private enum Form: String, CaseIterable {
        case json, md, markdown, xml, html
    }

    @Option(Settings.report) var report: [String]
    @Option(Settings.otlp) var otlp: SpanTarget?

    func validate() throws {
        try Settings.report.validate(report)
        try Settings.otlp.validate(otlp)
    }

    /// Where spans go; `nil` when none are made.
    var spans: SpanDestination? { otlp.flatMap { try? SpanDestination($0.text) } }

    /// What is wrong with the paths of reports, as a sentence that begins with the name of the setting.
    static func problem(of paths: [String], name: String) -> String? {
        if let path = paths.first(where: { form(of: $0) == nil }) {
            return "\(name) \(path): the extension names none of the forms of a report, which are .json, .md, .xml and "
                + ".html."
        }
        let files = paths.map { URL(fileURLWithPath: $0).standardizedFileURL.path }
        let twice = files.first { file in files.count { $0 == file } > 1 }
        return twice.map { "\(name) names \($0) twice; give each report a file of its own." }
    }

    /// Refuses a report or a file of spans that would write over what the run reads or records into.
    /// - Parameters:
    ///   - cassette: The cassette of the run.
    ///   - inputs: Further files that the run reads.
    /// - Throws: `CassetteError` that names the file.
    func check(cassette: String?, inputs: [String?] = []) throws {
        var outputs = OutputFiles()
        for path in report { outputs.add("--report", path) }
        if case .file(let path) = spans { outputs.add("--otlp", path) }
        try outputs.check(inputs: inputs, cassettes: [cassette])
    }

    func write(_ run: RunReport) throws {
        for path in report {
            switch Self.form(of: path) {
            case .html: try RunPage(report: run).write(to: path)
            case .md, .markdown: try Self.write(run.markdown, to: path)
            case .xml: try Self.write(run.junit, to: path)
            case .json, nil: try Self.write(run.json.text(indent: 2) + "\n", to: path)
            }
        }
    }

    private static func write(_ text: String, to path: String) throws {
        do {
            try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw OutputError(message: "The report cannot be written to \(path) (\(error.localizedDescription)).")
        }
    }

    /// The form of a file; without an extension it is JSON.
    private static func form(of path: String) -> Form? {
        let name = (path as NSString).pathExtension.lowercased()
        return name.isEmpty ? .json : Form(rawValue: name)
    }
}
