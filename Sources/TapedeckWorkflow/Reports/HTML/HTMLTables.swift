// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckRouge

/// The tables of an HTML report: scores, differences and notes.
struct HTMLTables {
    let comparison: Comparison

    var html: String { scores + differences }

    /// The tag of a simulated or published row; empty for a measured one.
    static func tag(_ model: ComparedModel) -> String {
        model.origin == .measured ? "" : "<span class=\"tag \(model.origin.rawValue)\">\(model.origin.rawValue)</span>"
    }

    /// The title of a model's row: its colour, name, kind and origin.
    static func rowTitle(_ model: ComparedModel, at index: Int) -> String {
        let published = model.origin == .published ? " published" : ""
        let kind = [model.kind?.rawValue ?? "", tag(model)].filter { !$0.isEmpty }.joined(separator: " ")
        return """
            <th scope="row" class="keyed"><span class="swatch c\(HTMLReport.colour(of: model, at: index))\(published)"></span>\
            <bdi class="name">\(HTMLText.escaped(model.name))</bdi>\(kind.isEmpty ? "" : "<span class=\"kind\">\(kind)</span>")</th>
            """
    }

    /// The name of a model in a sentence, marked where it is simulated.
    static func name(_ model: ComparedModel) -> String {
        let tag = model.origin == .simulated ? " \(tag(model))" : ""
        return "<bdi class=\"name\">\(HTMLText.escaped(model.name))</bdi>\(tag)"
    }

    /// The metrics to show; `rougeLsum` only where a row has it.
    private var metrics: [(metric: RougeMetric, name: String)] {
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
            <div class="scroll" tabindex="0" role="region" aria-labelledby="figures-title"><table>
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
            <tr>\(Self.rowTitle(model, at: index))<td>\(model.sampleCount.map(String.init) ?? "–")</td>\(cells.joined())</tr>

            """
    }

    // MARK: - Differences

    private var differences: String {
        guard !comparison.differences.isEmpty else { return "" }
        let titles = metrics.map { "<th scope=\"col\">\($0.name)</th>" }.joined()
        let rows = comparison.differences.map(differenceRow).joined()
        let confidence = Percent.short(comparison.bootstrap.confidence * 100)
        return """
            <section aria-labelledby="differences-title">
            <h2 id="differences-title">Differences</h2>
            <p>\(Comparison.differenceCaption). A bold difference has a \(confidence) % interval without zero.</p>
            <div class="scroll" tabindex="0" role="region" aria-labelledby="differences-title"><table>
            <thead><tr><th scope="col" class="left">Models</th><th scope="col">n</th>\(titles)</tr></thead>
            <tbody>
            \(rows)</tbody>
            </table></div>
            </section>

            """
    }

    private func differenceRow(_ difference: ModelDifference) -> String {
        let cells = metrics.map { metric in
            guard let value = comparison.difference(difference, in: metric.metric),
                let outcomes = comparison.outcomes(difference, in: metric.metric)
            else { return "<td></td>" }
            return differenceCell(value, outcomes)
        }
        return """
            <tr><th scope="row">\(name(difference.model)) <small>minus</small> \(name(difference.against))</th>\
            <td>\(difference.sampleCount)</td>\(cells.joined())</tr>

            """
    }

    private func name(_ index: Int) -> String { Self.name(comparison.models[index]) }

    private func differenceCell(_ difference: PairedDifference, _ outcomes: SampleOutcomes) -> String {
        let isClear = difference.low > 0 || difference.high < 0
        let (open, close) = isClear ? ("<strong>", "</strong>") : ("", "")
        let pValue = Percent.pValue(difference.pValue)
        return """
            <td>\(open)\(Percent.signed(difference.mean))\(close)\(forest(difference, isClear))\
            <small>\(Percent.signed(difference.low)) to \(Percent.signed(difference.high)), \
            p \(pValue.hasPrefix("<") ? "&lt;" + pValue.dropFirst() : "= " + pValue)</small>\
            <small>\(outcomes.words)</small></td>
            """
    }

    /// The interval as a line relative to zero, on the scale of all differences.
    private func forest(_ difference: PairedDifference, _ isClear: Bool) -> String {
        func place(_ value: Double) -> String { Percent.fixed(50 + value / reach * 48, 3) + "%" }
        return """
            <svg class="forest" aria-hidden="true"><line class="zero" x1="50%" x2="50%" y1="0" y2="12"/>\
            <line class="reach\(isClear ? " clear" : "")" x1="\(place(difference.low))" x2="\(place(difference.high))" y1="6" y2="6"/>\
            <circle cx="\(place(difference.mean))" cy="6" r="3"/></svg>
            """
    }

    /// The largest absolute bound of all differences.
    private var reach: Double {
        let bounds = comparison.differences.flatMap(\.differences).flatMap { [abs($0.low), abs($0.high)] }
        return max(bounds.max() ?? 0, 0.001)
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
