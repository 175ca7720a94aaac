// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TapedeckCore

/// A comparison as one HTML page that loads nothing: no network, no fonts, no other files.
///
/// Its content security policy allows this style and this script by their digests and nothing else, so that markup in a
/// model's text could do nothing even if it were not escaped.
struct HTMLReport {
    let comparison: Comparison
    let title: String

    /// Number of colours; the last one is grey, for published rows.
    private static let colours = 8

    /// The colour number of a row.
    static func colour(of model: ComparedModel, at index: Int) -> Int {
        model.origin == .published ? colours - 1 : index % (colours - 1)
    }

    var text: String {
        let samples = SampleData(comparison: comparison)
        let hasSamples = !samples.models.isEmpty
        let style = "\n\(ReportAssets.style)"
        let script = "\n\(ReportAssets.script)"
        let policy =
            "default-src 'none'; style-src \(InlineSource.digest(of: style)); "
            + "script-src \(InlineSource.digest(of: script)); img-src data:; base-uri 'none'; form-action 'none'"
        let tables = HTMLTables(comparison: comparison)
        let body = [
            HTMLChart(comparison: comparison).html, tables.html, HTMLSetup(comparison: comparison).html,
            HTMLLosses(comparison: comparison).html, tables.notes,
            hasSamples ? Self.browser : "",
        ]
        return """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="\(policy)">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta name="referrer" content="no-referrer">
            <link rel="icon" href="data:,">
            <title>\(HTMLText.escaped(title))</title>
            <style>\(style)</style>
            </head>
            <body>
            <header class="top">
            <p class="eyebrow">Tapedeck</p>
            <h1>\(HTMLText.escaped(title))</h1>
            <p class="lead">\(HTMLText.escaped(ComparisonTables(comparison: comparison).caption)).</p>
            \(notice)\(Self.contents(body))</header>
            <main>
            \(body.joined())</main>
            <footer>Made by Tapedeck. This page holds all of its data and loads nothing.</footer>
            \(hasSamples ? data(samples, script) : "")</body>
            </html>

            """
    }

    /// Links to the sections, by the headings that they begin with.
    private static func contents(_ sections: [String]) -> String {
        let headings = sections.flatMap { $0.matches(of: #/<h2 id="([a-z-]+)">([^<]+)</h2>/#) }
        let links = headings.map { "<a href=\"#\($0.1)\">\($0.2)</a>" }
        return "<nav class=\"contents\" aria-label=\"Sections\">\(links.joined())</nav>\n"
    }

    private var notice: String {
        let notes = [comparison.simulationNote].compactMap(\.self) + comparison.warnings
        guard !notes.isEmpty else { return "" }
        let paragraphs = notes.map { "<p dir=\"auto\">\(HTMLText.escaped($0))</p>\n" }
        return "<div class=\"notice\" role=\"note\">\(paragraphs.joined())</div>\n"
    }

    private func data(_ samples: SampleData, _ script: String) -> String {
        """
        <script type="application/json" id="data">\(String(decoding: ScriptJSON.escaped(samples.json), as: UTF8.self))</script>
        <script type="module">\(script)</script>

        """
    }

    /// The markup of the sample browser, hidden until the script fills it.
    private static let browser = """
        <section aria-labelledby="samples-title">
        <h2 id="samples-title">Samples</h2>
        <noscript><p>Reading single samples needs JavaScript. The figures above do not.</p></noscript>
        <div id="browser" hidden>
        <form class="controls" id="controls" role="search" aria-label="Samples">
        <label class="wide">Filter by words<input id="filter" type="search" autocomplete="off" spellcheck="false"></label>
        <label class="wide">Sort by<select id="sort"></select></label>
        <label>Metric<select id="metric"></select></label>
        <button type="button" id="direction">↑ Ascending</button>
        <div class="pair" id="pair" hidden>
        <label>Compare the answers of<select id="one" autocomplete="off"></select></label>
        <label>with the answers of<select id="other" autocomplete="off"></select></label>
        </div>
        </form>
        <div class="state">
        <p id="count" role="status"></p>
        <p><span class="keys"><kbd>j</kbd> <kbd>k</kbd> next and previous sample, <kbd>/</kbd> filter. </span>\
        Words of the reference are <mark>tinted</mark>.</p>
        </div>
        <div class="split">
        <div class="pane">
        <ol id="list" aria-label="Samples"></ol>
        <nav class="pager" aria-label="Pages of samples">
        <button type="button" id="page-back" aria-label="Previous page">‹ Previous</button>
        <span id="page"></span>
        <button type="button" id="page-on" aria-label="Next page">Next ›</button>
        </nav>
        </div>
        <article id="detail" aria-labelledby="title">
        <div class="step" id="step">
        <h3 id="title"></h3>
        <button type="button" id="back" aria-label="Previous sample">‹ Previous</button>
        <button type="button" id="on" aria-label="Next sample">Next ›</button>
        </div>
        <div class="texts" id="texts"></div>
        </article>
        </div>
        </div>
        </section>

        """
}

/// Escapes text for HTML.
enum HTMLText {
    /// A text for an element or a quoted attribute.
    static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in ReportText.line(text).unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    /// A text of several lines for a `<pre>`.
    static func block(_ text: String) -> String {
        text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }.map { escaped(String($0)) }
            .joined(separator: "\n")
    }
}
