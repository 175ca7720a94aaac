// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The losses of a job as a drawing of characters.
package struct LossCurve: Sendable, Hashable, CustomStringConvertible {
    private static let height = 10
    private static let width = 60

    private let points: [LossPoint]

    init(_ table: LossTable) { points = table.points.filter { $0.training.isFinite } }

    /// Lines with an axis at the left and the steps below; empty when there are fewer than two steps.
    ///
    /// `*` is the training loss, `o` the validation loss, where steps share a column their mean.
    package var description: String {
        guard let first = points.first, let last = points.last, last.step > first.step else { return "" }
        let training = column(first.step, last.step) { $0.training }
        let validation = column(first.step, last.step) { $0.validation }
        let values = (training + validation).compactMap { $0 }
        guard let low = values.min(), let high = values.max() else { return "" }
        let range = high > low ? high - low : 1
        var grid = [[Character]](repeating: Array(repeating: " ", count: training.count), count: Self.height)
        for (values, mark) in [(training, Character("*")), (validation, "o")] {
            for (column, value) in values.enumerated() {
                guard let value else { continue }
                let row = Int(((high - value) / range * Double(Self.height - 1)).rounded())
                grid[min(max(row, 0), Self.height - 1)][column] = mark
            }
        }
        let labels = [Self.label(high), Self.label(low)]
        let margin = labels.map(\.count).max() ?? 0
        var text = "loss by step: * training\(validation.contains { $0 != nil } ? ", o validation" : "")\n"
        for (index, row) in grid.enumerated() {
            let label = index == 0 ? labels[0] : index == Self.height - 1 ? labels[1] : ""
            let line = String(repeating: " ", count: margin - label.count) + label + " |" + String(row)
            text += line.trimmingEnd + "\n"
        }
        let steps = "\(first.step)"
        let gap = max(1, training.count - steps.count - "\(last.step)".count)
        let axis =
            String(repeating: " ", count: margin + 1) + "+" + String(repeating: "-", count: training.count) + "\n"
        return text + axis + String(repeating: " ", count: margin + 2) + steps + String(repeating: " ", count: gap)
            + "\(last.step)\n"
    }

    private func column(_ first: Int, _ last: Int, _ value: (LossPoint) -> Double?) -> [Double?] {
        let width = min(Self.width, last - first + 1)
        var sums = [(sum: Double, count: Int)](repeating: (0, 0), count: width)
        for point in points {
            guard let value = value(point) else { continue }
            let place = Int(Double(point.step - first) / Double(last - first) * Double(width - 1) + 0.5)
            sums[min(max(place, 0), width - 1)].sum += value
            sums[min(max(place, 0), width - 1)].count += 1
        }
        return sums.map { $0.count > 0 ? $0.sum / Double($0.count) : nil }
    }

    /// A loss with two decimals.
    private static func label(_ value: Double) -> String {
        guard abs(value) < 1e9 else { return "\(value)" }
        let hundredths = Int((abs(value) * 100).rounded())
        return "\(value < 0 ? "-" : "")\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
    }
}

extension String {
    fileprivate var trimmingEnd: String {
        var text = self[...]
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
