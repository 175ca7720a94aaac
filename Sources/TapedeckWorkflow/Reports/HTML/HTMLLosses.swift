// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// The loss curves of an HTML report, each with a table of the same numbers.
struct HTMLLosses {
    /// Maximum number of points of a curve.
    private static let curveLimit = 400
    /// Maximum number of rows of a table.
    private static let tableLimit = 100

    let comparison: Comparison

    var html: String {
        let figures = comparison.models.enumerated().compactMap { index, model in
            model.tuning.flatMap { $0.losses.count > 1 ? figure($0, model, index) : nil }
        }
        guard !figures.isEmpty else { return "" }
        return """
            <section aria-labelledby="losses-title">
            <h2 id="losses-title">Training losses</h2>
            <p>The losses of fine-tuning jobs by step, as the files of their runs hold them.</p>
            <div class="panels">
            \(figures.joined())</div>
            </section>

            """
    }

    private func figure(_ run: TuningRun, _ model: ComparedModel, _ index: Int) -> String {
        let points = run.points(Self.curveLimit)
        let chart = LossChart(points: points)
        let size = (run.losses.count + Self.curveLimit - 1) / Self.curveLimit
        var facts = [run.job.id, counted(run.losses.count, "step")]
        if let tokens = run.job.trainedTokens { facts.append("\(Digits.grouped(max(0, tokens))) trained tokens") }
        if size > 1 { facts.append("a point is the mean of \(size) steps") }
        let tag = run.job.isSimulated ? " <span class=\"tag simulated\">simulated</span>" : ""
        return """
            <figure data-rows="\(index)" class="losses c\(HTMLReport.colour(of: model, at: index))">
            <figcaption><bdi class="name">\(HTMLText.escaped(model.name))</bdi>\(tag)</figcaption>
            \(chart.svg(label: "Losses of \(model.name): " + words(run)))
            \(legend(run))<p class="facts-line">\(HTMLText.escaped(facts.joined(separator: ", ")))</p>
            \(Self.table(run))</figure>

            """
    }

    /// The first and the last loss of each kind in words.
    private func words(_ run: TuningRun) -> String {
        var parts = ["training from \(Self.ends(run.losses.map(\.training), " to "))"]
        let validation = run.losses.compactMap(\.validation)
        if !validation.isEmpty { parts.append("validation from \(Self.ends(validation, " to "))") }
        return parts.joined(separator: ", ")
    }

    private func legend(_ run: TuningRun) -> String {
        let validation = run.losses.compactMap(\.validation)
        var items = [("training", run.losses.map(\.training))]
        if !validation.isEmpty { items.append(("validation", validation)) }
        let spans = items.map { name, values in
            "<span><svg class=\"key\" aria-hidden=\"true\"><line class=\"\(name)\" x1=\"0\" x2=\"100%\" y1=\"5\" y2=\"5\"/></svg>"
                + "\(name) \(Self.ends(values, " → "))</span>"
        }
        return "<p class=\"legend\">\(spans.joined())</p>\n"
    }

    private static func ends(_ values: [Double], _ between: String) -> String {
        [values.first, values.last].compactMap { $0.map { Percent.fixed($0, 3) } }.joined(separator: between)
    }

    private static func table(_ run: TuningRun) -> String {
        let points = run.points(tableLimit)
        let hasValidation = points.contains { $0.validation != nil }
        let rows = points.map { point in
            let validation = point.validation.map { Percent.fixed($0, 4) } ?? ""
            return "<tr><th scope=\"row\">\(point.step)</th><td>\(Percent.fixed(point.training, 4))</td>"
                + (hasValidation ? "<td>\(validation)</td>" : "") + "</tr>\n"
        }
        let size = (run.losses.count + tableLimit - 1) / tableLimit
        return """
            <details class="numbers"><summary>As a table\(size > 1 ? ", means of \(size) steps" : "")</summary>
            <div class="scroll" tabindex="0" role="group" aria-label="Losses by step"><table>
            <thead><tr><th scope="col">\(size > 1 ? "Up to step" : "Step")</th><th scope="col">Training</th>\
            \(hasValidation ? "<th scope=\"col\">Validation</th>" : "")</tr></thead>
            <tbody>
            \(rows.joined())</tbody>
            </table></div>
            </details>

            """
    }
}
