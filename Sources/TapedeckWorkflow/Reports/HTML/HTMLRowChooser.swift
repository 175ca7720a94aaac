// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The choice of the models that an HTML report shows, by groups; only where there are many, and only with a script.
struct HTMLRowChooser {
    /// Maximum number of rows that need no choice.
    private static let few = 5

    let comparison: Comparison

    var html: String {
        let models = comparison.models
        guard models.count > Self.few else { return "" }
        var groups: [(title: String, rows: [Int])] = []
        for index in models.indices {
            let title = Self.title(models[index])
            if let place = groups.firstIndex(where: { $0.title == title }) {
                groups[place].rows.append(index)
            } else {
                groups.append((title, [index]))
            }
        }
        return """
            <details class="fold" id="rows" hidden><summary>Models: <span id="rows-count">all \(models.count)</span> shown</summary>
            <div class="groups">
            \(groups.map(group).joined())</div>
            </details>

            """
    }

    private func group(_ title: String, _ rows: [Int]) -> String {
        let labels = rows.map { index in
            """
            <li><label><input type="checkbox" value="\(index)" checked autocomplete="off">\
            \(HTMLTables.swatch(comparison.models[index], at: index))\
            \(HTMLTables.name(comparison.models[index]))</label></li>

            """
        }
        return """
            <fieldset><legend><label><input type="checkbox" class="whole" checked autocomplete="off">\(title)</label></legend>
            <ul>
            \(labels.joined())</ul></fieldset>

            """
    }

    private static func title(_ model: ComparedModel) -> String {
        if model.origin == .published { return "Published" }
        return switch model.kind {
        case .base: "Base"
        case .fineTuned: "Fine-tuned"
        case nil: "Of unknown type"
        }
    }
}
