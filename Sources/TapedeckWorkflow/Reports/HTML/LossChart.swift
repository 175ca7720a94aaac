// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A curve of losses as SVG that fits any width: lines stretch, texts and marks do not.
struct LossChart {
    /// Maximum number of validation losses that have a mark each.
    private static let markLimit = 40
    /// The place of the plot in pixels: from this edge, with this height.
    private static let (top, height) = (14.0, 140.0)

    /// The points, by step.
    let points: [LossPoint]

    /// Draws the picture.
    /// - Parameter label: What it shows in words.
    /// - Returns: An SVG element.
    func svg(label: String) -> String {
        let ticks = [0.0, 0.5, 1.0].map { share in
            let y = Percent.fixed(Self.top + (1 - share) * Self.height, 1)
            let value = Percent.short(bounds.low + share * (bounds.high - bounds.low))
            return "<line class=\"tick\" x1=\"0\" x2=\"100%\" y1=\"\(y)\" y2=\"\(y)\"/>"
                + "<text x=\"0\" y=\"\(y)\" dy=\"-3\">\(value)</text>"
        }
        let training = points.map { (Double($0.step), $0.training) }
        let validation = points.compactMap { point in point.validation.map { (Double(point.step), $0) } }
        let marks = validation.count > Self.markLimit ? [] : validation
        let circles = marks.map { step, loss in
            "<circle cx=\"\(Percent.fixed(x(step) / 10, 2))%\" cy=\"\(Percent.fixed(Self.top + y(loss) / 1000 * Self.height, 1))\" r=\"2.5\"/>"
        }
        return """
            <svg class="curve" role="img" aria-label="\(HTMLText.escaped(label))">\(ticks.joined())\
            <svg y="\(Percent.short(Self.top))" width="100%" height="\(Percent.short(Self.height))" viewBox="0 0 1000 1000" \
            preserveAspectRatio="none">\(path("training", training))\(path("validation", validation))</svg>\
            \(circles.joined())\(axis)</svg>
            """
    }

    private var axis: String {
        guard let first = points.first, let last = points.last else { return "" }
        return "<text x=\"0\" y=\"172\">step \(Digits.grouped(first.step))</text>"
            + "<text x=\"100%\" y=\"172\" text-anchor=\"end\">\(Digits.grouped(last.step))</text>"
    }

    private func path(_ name: String, _ values: [(Double, Double)]) -> String {
        guard values.count > 1 else { return "" }
        let corners = values.map { "\(Percent.fixed(x($0.0), 1)) \(Percent.fixed(y($0.1), 1))" }
        return "<path class=\"\(name)\" d=\"M\(corners.joined(separator: "L"))\"/>"
    }

    // MARK: - Scales

    /// The losses at the bottom and the top: zero, or below it the lowest loss, and a round number above the highest.
    private var bounds: (low: Double, high: Double) {
        let values = points.flatMap { [$0.training, $0.validation].compactMap(\.self) }
        let low = min(0, values.min() ?? 0)
        let highest = values.max() ?? 0
        guard highest > 0, highest.isFinite else { return (low, max(highest, low + 1)) }
        var unit = 1.0
        while unit < highest, unit < 1e300 { unit *= 10 }
        while unit / 10 >= highest, unit > 1e-9 { unit /= 10 }
        let round = [0.1, 0.12, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.8, 1].map { $0 * unit }
        let high = round.first { $0 >= highest } ?? highest
        return (low, high)
    }

    /// A place from the left in thousandths of the width.
    private func x(_ step: Double) -> Double {
        guard let first = points.first?.step, let last = points.last?.step, last > first else { return 0 }
        return (step - Double(first)) / (Double(last) - Double(first)) * 1000
    }

    /// A place from the top in thousandths of the height.
    private func y(_ loss: Double) -> Double {
        let (low, high) = bounds
        return min(1000, max(0, (high - loss) / (high - low) * 1000))
    }
}
