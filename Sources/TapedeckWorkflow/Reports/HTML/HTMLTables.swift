// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckRouge

/// The tables of an HTML report: scores and notes.
struct HTMLTables {
    let comparison: Comparison

    var html: String { scores + HTMLDifferences(comparison: comparison, metrics: metrics).html }

    /// The tag of a simulated or published row; empty for a measured one.
    static func tag(_ model: ComparedModel) -> String {
        model.origin == .measured ? "" : "<span class=\"tag \(model.origin.rawValue)\">\(model.origin.rawValue)</span>"
    }

    /// The title of a model's row: its colour, name, kind and origin.
    static func rowTitle(_ model: ComparedModel, at index: Int) -> String {
        let kind = [model.kind?.rawValue ?? "", tag(model)].filter { !$0.isEmpty }.joined(separator: " ")
        return """
            <th scope="row" class="keyed">\(swatch(model, at: index))\
            <bdi class="name">\(HTMLText.escaped(model.name))</bdi>\(kind.isEmpty ? "" : "<span class=\"kind\">\(kind)</span>")</th>
            """
    }

    /// The colour of a model; a frame for a published one.
    static func swatch(_ model: ComparedModel, at index: Int) -> String {
        let published = model.origin == .published ? " published" : ""
        return "<span class=\"swatch c\(HTMLReport.colour(of: model, at: index))\(published)\"></span>"
    }

    /// The name of a model in a sentence, marked where it is simulated.
    static func name(_ model: ComparedModel) -> String {
        let tag = model.origin == .simulated ? " \(tag(model))" : ""
        return "<bdi class=\"name\">\(HTMLText.escaped(model.name))</bdi>\(tag)"
    }

    /// The metrics to show; `rougeLsum` only where a row has it.
    var metrics: [(metric: RougeMetric, name: String)] {
        comparison.metrics.filter { metric in
            metric != .rougeLsum || comparison.models.contains { $0[metric] != nil }
        }
        .map { ($0, Comparison.title($0)) }
    }

    // MARK: - Scores

    private var scores: String {
        let titles = metrics.map { "<th scope=\"col\">\($0.name)</th>" }.joined()
        let rows = comparison.models.indices.map(scoreRow).joined()
        return """
            <section aria-labelledby="figures-title">
            <h2 id="figures-title">Figures</h2>
            <p>Means with their intervals; n is the number of samples.</p>
            <div class="scroll" tabindex="0" role="group" aria-labelledby="figures-title"><table id="figures">
            <thead><tr><th scope="col" class="left">Model</th><th scope="col">n</th>\(titles)</tr></thead>
            <tbody>
            \(rows)</tbody>
            </table></div>
            </section>

            """
    }

    private func scoreRow(_ index: Int) -> String {
        let model = comparison.models[index]
        let cells = metrics.map { metric in
            guard let score = model[metric.metric] else { return "<td>–</td>" }
            let interval = score.interval.map {
                "<small>\(Percent.text($0.lowerBound)) to \(Percent.text($0.upperBound))</small>"
            }
            return "<td>\(Percent.text(score.mean))\(interval ?? "")</td>"
        }
        return """
            <tr data-rows="\(index)">\(Self.rowTitle(model, at: index))<td>\(model.sampleCount.map(String.init) ?? "–")</td>\(cells.joined())</tr>

            """
    }

    // MARK: - Notes

    /// The notes but the warnings, which stand at the top of the page.
    var notes: String {
        let notes = comparison.notes.filter { !comparison.warnings.contains($0) }
        guard !notes.isEmpty else { return "" }
        let items = notes.map { "<li dir=\"auto\">\(HTMLText.escaped($0))</li>\n" }.joined()
        return """
            <section aria-labelledby="notes-title">
            <h2 id="notes-title">Notes</h2>
            <ul class="notes">
            \(items)</ul>
            </section>

            """
    }
}
