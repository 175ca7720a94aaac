// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckRouge

/// The differences of an HTML report: all models against a baseline, and all pairs folded below.
///
/// Without a script the baseline is that of the comparison; the script shows another one that the reader chooses.
struct HTMLDifferences {
    let comparison: Comparison
    /// The metrics of the columns.
    let metrics: [(metric: RougeMetric, name: String)]
    /// The largest absolute bound of all differences.
    private let reach: Double

    init(comparison: Comparison, metrics: [(metric: RougeMetric, name: String)]) {
        self.comparison = comparison
        self.metrics = metrics
        let bounds = comparison.differences.flatMap(\.differences).flatMap { [abs($0.low), abs($0.high)] }
        reach = max(bounds.max() ?? 0, 0.001)
    }

    var html: String {
        guard !comparison.differences.isEmpty else { return "" }
        let baseline = comparison.baseline
        let models = SampleData(comparison: comparison).models
        let confidence = Percent.short(comparison.bootstrap.confidence * 100)
        return """
            <section aria-labelledby="differences-title">
            <h2 id="differences-title">Differences</h2>
            <p>\(Comparison.differenceCaption). A bold difference has a \(confidence) % interval without zero.</p>
            \(models.count > 2 ? chooser(models) : "")\
            <div class="scroll" tabindex="0" role="group" aria-labelledby="differences-title"><table id="against">
            \(head("Model, minus <bdi id=\"baseline-name\">\(HTMLText.escaped(comparison.models[baseline].name))</bdi>"))
            <tbody>
            \(comparison.againstBaseline.map(row).joined())</tbody>
            </table></div>
            \(models.count > 2 ? allPairs : "")</section>

            """
    }

    private func chooser(_ models: [Int]) -> String {
        let options = models.enumerated().map { place, index in
            let selected = index == comparison.baseline ? " selected" : ""
            return "<option value=\"\(place)\"\(selected)>\(HTMLText.escaped(comparison.models[index].name))</option>"
        }
        return """
            <p class="chooser" id="chooser" hidden><label>Baseline <select id="baseline" autocomplete="off">\
            \(options.joined())</select></label></p>

            """
    }

    private var allPairs: String {
        let rows = comparison.differences.map { difference in
            """
            <tr data-rows="\(difference.model) \(difference.against)"><th scope="row">\(name(difference.model)) \
            <small>minus</small> \(name(difference.against))</th>\(cells(difference))</tr>

            """
        }
        return """
            <details class="fold"><summary>All \(comparison.differences.count) pairs</summary>
            <div class="scroll" tabindex="0" role="group" aria-label="All pairs"><table>
            \(head("Models"))
            <tbody>
            \(rows.joined())</tbody>
            </table></div>
            </details>

            """
    }

    private func head(_ title: String) -> String {
        let titles = metrics.map { "<th scope=\"col\">\($0.name)</th>" }.joined()
        return "<thead><tr><th scope=\"col\" class=\"left\">\(title)</th><th scope=\"col\">n</th>\(titles)</tr></thead>"
    }

    private func row(_ difference: ModelDifference) -> String {
        let title = HTMLTables.rowTitle(comparison.models[difference.model], at: difference.model)
        return "<tr data-rows=\"\(difference.model)\">\(title)\(cells(difference))</tr>\n"
    }

    private func name(_ index: Int) -> String { HTMLTables.name(comparison.models[index]) }

    // MARK: - Cells

    private func cells(_ difference: ModelDifference) -> String {
        let cells = metrics.map { metric in
            guard let value = comparison.difference(difference, in: metric.metric),
                let outcomes = comparison.outcomes(difference, in: metric.metric)
            else { return "<td></td>" }
            return cell(value, outcomes)
        }
        return "<td>\(difference.sampleCount)</td>\(cells.joined())"
    }

    private func cell(_ difference: PairedDifference, _ outcomes: SampleOutcomes) -> String {
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

    // MARK: - For the script

    /// The differences as numbers: for each pair the places of both models, the number of samples, and a list per column.
    ///
    /// A list holds mean, bounds and p, and the samples won, tied and lost.
    /// - Parameter models: The models with answers, by whose places a pair is named.
    /// - Returns: A list of pairs.
    func json(_ models: [Int]) -> JSONValue {
        let places = Dictionary(uniqueKeysWithValues: models.enumerated().map { ($1, $0) })
        return .array(
            comparison.differences.map { difference in
                let columns = metrics.compactMap { metric -> JSONValue? in
                    guard let value = comparison.difference(difference, in: metric.metric),
                        let outcomes = comparison.outcomes(difference, in: metric.metric)
                    else { return nil }
                    let numbers = [value.mean, value.low, value.high, value.pValue].map(JSONValue.decimal)
                    return .array(numbers + [outcomes.won, outcomes.tied, outcomes.lost].map(JSONValue.integer))
                }
                let pair = [places[difference.model] ?? 0, places[difference.against] ?? 0, difference.sampleCount]
                return .array(pair.map(JSONValue.integer) + [.array(columns)])
            }
        )
    }
}
