// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckRouge

/// The bar chart of an HTML report, with a panel per metric and intervals.
struct HTMLChart {
    let comparison: Comparison

    var html: String {
        let panels = comparison.shownMetrics.map { panel($0.metric, $0.name) }.joined()
        let confidence = Percent.short(comparison.bootstrap.confidence * 100)
        return """
            <section aria-labelledby="scores-title">
            <h2 id="scores-title">Scores</h2>
            <p>Mean F1 over all samples of a model, in percent. The line at the end of a bar is its \(confidence) % interval.</p>
            \(HTMLRowChooser(comparison: comparison).html)<div class="panels">
            \(panels)</div>
            </section>

            """
    }

    /// The maximum of the axis: a tenth at or above the highest score.
    private var scale: Double {
        let highest = comparison.models.flatMap { model in
            comparison.shownMetrics.compactMap { model[$0.metric] }.map { $0.interval?.upperBound ?? $0.mean }
        }
        let tenths = ((highest.max() ?? 0) * 10).rounded(.up)
        // Above five tenths, ticks are two tenths apart, with the last one at the end.
        return (tenths > 5 ? (tenths / 2).rounded(.up) * 2 : max(tenths, 1)) / 10
    }

    private func panel(_ metric: RougeMetric, _ name: String) -> String {
        let rows = comparison.models.indices.map { row($0, metric) }.joined()
        return "<figure>\n<figcaption>\(name)</figcaption>\n<ul>\n\(rows)</ul>\n\(axis)</figure>\n"
    }

    private func row(_ index: Int, _ metric: RougeMetric) -> String {
        let model = comparison.models[index]
        let score = model[metric]
        var bar = "<rect class=\"track\" width=\"100%\" height=\"16\" rx=\"3\"/>"
        if let score {
            bar += "<rect class=\"fill\" width=\"\(place(score.mean))\" height=\"16\" rx=\"3\"/>"
            if let interval = score.interval {
                bar += Self.reach(place(interval.lowerBound), place(interval.upperBound))
            }
        }
        let isPublished = model.origin == .published ? " published" : ""
        return """
            <li data-rows="\(index)" class="c\(HTMLReport.colour(of: model, at: index))\(isPublished)">
            <div class="row"><span class="name"><bdi>\(HTMLText.escaped(model.name))</bdi> \(HTMLTables.tag(model))</span>\
            <b>\(score.map { Percent.text($0.mean) } ?? "–")</b></div>
            <svg class="bar" aria-hidden="true">\(bar)</svg>
            </li>

            """
    }

    private func place(_ share: Double) -> String { Percent.fixed(share / scale * 100, 3) + "%" }

    private static func reach(_ low: String, _ high: String) -> String {
        let ends = [low, high].map { "<line class=\"reach\" x1=\"\($0)\" x2=\"\($0)\" y1=\"4\" y2=\"12\"/>" }
        return "<line class=\"reach\" x1=\"\(low)\" x2=\"\(high)\" y1=\"8\" y2=\"8\"/>" + ends.joined()
    }

    private var axis: String {
        let tenths = Int((scale * 10).rounded())
        let step = tenths > 5 ? 2 : 1
        let ticks = stride(from: 0, through: tenths, by: step).map { tenth in
            let x = Percent.fixed(Double(tenth) / Double(tenths) * 100, 3) + "%"
            let anchor = tenth == 0 ? "start" : tenth == tenths ? "end" : "middle"
            return "<line x1=\"\(x)\" x2=\"\(x)\" y1=\"0\" y2=\"5\"/>"
                + "<text x=\"\(x)\" y=\"18\" text-anchor=\"\(anchor)\">\(tenth * 10)</text>"
        }
        return "<svg class=\"axis\" aria-hidden=\"true\">\(ticks.joined())</svg>\n"
    }
}
